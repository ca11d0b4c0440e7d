/*
 * Many gateways at once: connects them, has each hear a stream, and says what the broker needed for it.
 *
 * load_client --port N --pid PID --key FILE --certificates FILE --count N --seconds N --stream TOPIC,INTERVAL_MS,BYTES ... [--publish]
 *
 * The file of certificates holds, for each gateway and one more for the publisher, four bytes of length (big-endian) and the
 * certificate (DER); the common name is the client id. For each stream one line of JSON is printed.
 */
#include "figures.h"
#include "publisher.h"
#include "session.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#define MAX_STREAMS 4
#define MAX_CONNECTING 48 /* handshakes at once: more would only wait in the broker */
#define EVENTS 512
#define WARM_UP_NS 6000000000
#define PATIENCE_NS 300000000000
#define STRAGGLERS_NS 5000000000
#define PING_EVERY_NS 25000000000
#define SPARE_FILES 64

static struct figures figures;
static struct session *sessions;
static char (*names)[64];
static X509 **certificates;
static size_t count;
static const char *measured = "";
static size_t failed;
static size_t up;
static int poller;

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void hear(struct session *session, const char *topic, size_t topic_length, const uint8_t *payload, size_t length)
{
    /* The last messages of the stream before may still be under way. */
    bool is_measured = topic_length == strlen(measured) && memcmp(topic, measured, topic_length) == 0;
    if (is_measured && figures_take(&figures, payload, length)) {
        session->in_window++;
    }
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

static void turn(int timeout_ms)
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

static void connect_all(SSL_CTX *context, const struct sockaddr_in *broker)
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

        turn(100);
        if (now_ns() - begun > PATIENCE_NS) {
            break;
        }
    }

    if (up < count) {
        fprintf(stderr, "%zu of %zu connections came up.\n", up, count);
        exit(1);
    }
}

static void change_all(void (*change)(struct session *, const char *), const char *topic)
{
    size_t done = 0;
    int64_t begun = now_ns();
    for (size_t index = 0; index < count; index++) {
        sessions[index].acknowledged = 0;
        change(&sessions[index], topic);
        turn(0);
    }

    while (done < count && failed == 0 && now_ns() - begun < PATIENCE_NS) {
        turn(100);
        for (done = 0; done < count && sessions[done].acknowledged > 0; done++) {
        }
    }

    if (done < count) {
        die("Not every subscription was answered.");
    }
}

static void measure(const struct stream *stream, pid_t broker, long seconds)
{
    figures = (struct figures){.delays = figures.delays};
    measured = stream->topic;
    change_all(session_subscribe, stream->topic);
    for (int64_t begun = now_ns(); now_ns() - begun < WARM_UP_NS;) {
        turn(100);
    }

    uint32_t messages = (uint32_t)(seconds * 1000 / stream->interval_ms);
    figures_begin(&figures, messages);
    int64_t before_us = processor_us(broker);
    int64_t begun = now_ns();
    while (figures.newest < figures.end && now_ns() - begun < PATIENCE_NS) {
        turn(100);
    }

    int64_t used_us = processor_us(broker) - before_us;
    uint64_t heard = figures.heard;
    uint64_t expected = (uint64_t)messages * count;
    for (int64_t ended = now_ns(); figures.in_window < expected && now_ns() - ended < STRAGGLERS_NS;) {
        turn(100);
    }

    printf("{\"topic\":\"%s\",\"expected\":%llu,\"delivered\":%llu,\"lost\":%llu,\"processorUs\":%.2f,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"disconnected\":%zu}\n",
           stream->topic, (unsigned long long)expected, (unsigned long long)figures.in_window,
           (unsigned long long)(expected - figures.in_window), heard == 0 ? 0.0 : (double)used_us / (double)heard,
           figures_delay_ms(&figures, 0.5), figures_delay_ms(&figures, 0.99), failed);
    fflush(stdout);
    change_all(session_unsubscribe, stream->topic);
}

static struct stream parse_stream(const char *text)
{
    struct stream stream = {0};
    if (sscanf(text, "%63[^,],%ld,%zu", stream.topic, &stream.interval_ms, &stream.bytes) != 3) {
        die("--stream takes TOPIC,INTERVAL_MS,BYTES.");
    }

    return stream;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"port", 1, NULL, 'p'}, {"pid", 1, NULL, 'b'}, {"key", 1, NULL, 'k'}, {"certificates", 1, NULL, 'c'}, {"count", 1, NULL, 'n'},
        {"seconds", 1, NULL, 's'}, {"stream", 1, NULL, 't'}, {"publish", 0, NULL, 'u'}, {0}};
    struct sockaddr_in broker = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct stream streams[MAX_STREAMS];
    size_t stream_count = 0;
    const char *key = "";
    const char *file = "";
    bool publishes = false;
    pid_t pid = 0;
    long seconds = 15;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p': broker.sin_port = htons((uint16_t)atoi(optarg)); break;
        case 'b': pid = (pid_t)atoi(optarg); break;
        case 'k': key = optarg; break;
        case 'c': file = optarg; break;
        case 'n': count = (size_t)atol(optarg); break;
        case 's': seconds = atol(optarg); break;
        case 't': streams[stream_count < MAX_STREAMS ? stream_count++ : 0] = parse_stream(optarg); break;
        case 'u': publishes = true; break;
        default: return 1;
        }
    }

    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    read_certificates(file);
    sessions = calloc(count, sizeof *sessions);
    poller = epoll_create1(EPOLL_CLOEXEC);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_read_ahead(context, 1);
    if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
        die("The key can't be read.");
    }

    pid_t publisher = publishes ? publisher_start(context, certificates[count], &broker, names[count], streams, stream_count) : 0;
    connect_all(context, &broker);
    for (size_t index = 0; index < stream_count; index++) {
        measure(&streams[index], pid, seconds);
    }

    if (publisher > 0) {
        kill(publisher, SIGTERM);
    }

    return 0;
}
