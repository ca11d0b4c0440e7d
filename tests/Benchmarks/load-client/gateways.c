#include "gateways.h"

#include "figures.h"

#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#define MAX_CONNECTING 48 /* handshakes at once: more would only wait in the broker */
#define EVENTS 512
#define PATIENCE_NS 300000000000
#define PING_EVERY_NS 25000000000
#define SPARE_FILES 64

static session_heard *hear;
static struct session *sessions;
static char (*names)[64];
static X509 **certificates;
static size_t count;
static size_t failed;
static size_t up;
static int poller;

void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void read_certificates(const char *file)
{
    FILE *input = fopen(file, "rb");
    certificates = calloc(count + 1, sizeof *certificates);
    names = calloc(count + 1, sizeof *names);
    for (size_t index = 0; index <= count; index++) {
        uint8_t head[4];
        uint8_t bytes[4096];
        const uint8_t *at = bytes;
        if (input == NULL || fread(head, 1, sizeof head, input) != sizeof head) {
            die("The file of certificates is too short.");
        }

        size_t length = (size_t)head[2] << 8 | head[3];
        if (length > sizeof bytes || fread(bytes, 1, length, input) != length || (certificates[index] = d2i_X509(NULL, &at, (long)length)) == NULL) {
            die("The file of certificates is spoilt.");
        }

        X509_NAME_get_text_by_NID(X509_get_subject_name(certificates[index]), NID_commonName, names[index], sizeof names[index]);
    }

    fclose(input);
}

static void raise_file_limit(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < count + SPARE_FILES) {
        fprintf(stderr, "%zu connections need as many open files; ulimit -Hn says %zu.\n", count, (size_t)limit.rlim_max);
        exit(1);
    }
}

void gateways_prepare(const char *certificates_file, size_t gateways, session_heard *heard)
{
    count = gateways;
    hear = heard;
    raise_file_limit();
    read_certificates(certificates_file);
    sessions = calloc(count, sizeof *sessions);
    poller = epoll_create1(EPOLL_CLOEXEC);
}

X509 *gateways_publisher_certificate(void)
{
    return certificates[count];
}

const char *gateways_publisher_name(void)
{
    return names[count];
}

size_t gateways_failed(void)
{
    return failed;
}

static void proceed(size_t index)
{
    enum session_step before = sessions[index].step;
    if (before == STEP_FAILED) {
        return;
    }

    session_proceed(&sessions[index], names[index], hear);
    enum session_step after = sessions[index].step;
    up += after == STEP_UP && before != STEP_UP;
    if (before == STEP_TCP && after != STEP_TCP && after != STEP_FAILED) {
        struct epoll_event wish = {.events = EPOLLIN, .data.u64 = index};
        epoll_ctl(poller, EPOLL_CTL_MOD, sessions[index].socket, &wish);
    }

    if (after == STEP_FAILED) {
        failed++;
        up -= before == STEP_UP;
        epoll_ctl(poller, EPOLL_CTL_DEL, sessions[index].socket, NULL);
    }
}

void gateways_turn(int timeout_ms)
{
    static int64_t pinged;
    static size_t next;
    struct epoll_event events[EVENTS];
    int came = epoll_wait(poller, events, EVENTS, timeout_ms);
    for (int index = 0; index < came; index++) {
        proceed((size_t)events[index].data.u64);
    }

    /* Each in its turn, and not all at once. */
    for (int64_t every = PING_EVERY_NS / (int64_t)count; now_ns() - pinged >= every; next = (next + 1) % count) {
        pinged = now_ns() - pinged > PING_EVERY_NS ? now_ns() : pinged + every;
        if (sessions[next].step == STEP_UP) {
            session_ping(&sessions[next]);
        }
    }
}

void gateways_connect(SSL_CTX *context, const struct sockaddr_in *broker)
{
    int64_t begun = now_ns();
    for (size_t opened = 0; up + failed < count;) {
        while (opened < count && opened - up - failed < MAX_CONNECTING) {
            struct epoll_event wish = {.events = EPOLLOUT | EPOLLIN, .data.u64 = opened};
            if (!session_open(&sessions[opened], context, certificates[opened], broker)) {
                die("No socket could be opened.");
            }

            epoll_ctl(poller, EPOLL_CTL_ADD, sessions[opened++].socket, &wish);
        }

        gateways_turn(100);
        if (now_ns() - begun > PATIENCE_NS) {
            break;
        }
    }

    if (up < count) {
        fprintf(stderr, "%zu of %zu connections came up.\n", up, count);
        exit(1);
    }
}

void gateways_change(void (*change)(struct session *, const char *), const char *topic)
{
    size_t done = 0;
    int64_t begun = now_ns();
    for (size_t index = 0; index < count; index++) {
        sessions[index].acknowledged = 0;
        change(&sessions[index], topic);
        gateways_turn(0);
    }

    while (done < count && failed == 0 && now_ns() - begun < PATIENCE_NS) {
        gateways_turn(100);
        for (done = 0; done < count && sessions[done].acknowledged > 0; done++) {
        }
    }

    if (done < count) {
        die("Not every subscription was answered.");
    }
}
