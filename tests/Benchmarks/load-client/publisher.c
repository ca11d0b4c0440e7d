#include "publisher.h"

#include "figures.h"
#include "session.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define MAX_STREAMS 4
#define MAX_BYTES 1500
#define PING_EVERY_NS 20000000000

static void hear_nothing(const char *topic, size_t topic_length, const uint8_t *payload, size_t length)
{
    (void)topic;
    (void)topic_length;
    (void)payload;
    (void)length;
}

static void wait_for(const struct session *session, int64_t until_ns)
{
    int64_t left = until_ns - now_ns();
    if (left > 0) {
        struct pollfd poll = {.fd = session->socket, .events = session->step == STEP_TCP ? POLLOUT : POLLIN};
        struct timespec time = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        ppoll(&poll, 1, &time, NULL);
    }
}

static void send_stamped(struct session *session, const struct stream *stream, uint32_t sequence)
{
    static uint8_t payload[MAX_BYTES];
    struct stamp stamp = {.sent_ns = now_ns(), .sequence = sequence};
    memcpy(payload, &stamp, sizeof stamp);
    session_publish(session, stream->topic, payload, stream->bytes);
}

static int publish(struct session *session, const char *name, const struct stream *streams, size_t count)
{
    int64_t due[MAX_STREAMS];
    uint32_t sequences[MAX_STREAMS] = {0};
    int64_t ping = now_ns() + PING_EVERY_NS;
    for (size_t index = 0; index < count; index++) {
        due[index] = now_ns();
    }

    while (session->step != STEP_FAILED) {
        int64_t next = ping;
        session_proceed(session, name, hear_nothing);
        for (size_t index = 0; session->step == STEP_UP && index < count; index++) {
            if (due[index] <= now_ns()) {
                send_stamped(session, &streams[index], ++sequences[index]);
                due[index] += streams[index].interval_ms * 1000000;
            }

            next = due[index] < next ? due[index] : next;
        }

        if (session->step == STEP_UP && ping <= now_ns()) {
            session_ping(session);
            ping += PING_EVERY_NS;
        }

        wait_for(session, next);
    }

    fprintf(stderr, "The publisher lost its connection.\n");
    return 1;
}

pid_t publisher_start(SSL_CTX *context, X509 *certificate, const struct sockaddr_in *broker, const char *name,
                      const struct stream *streams, size_t count)
{
    pid_t child = fork();
    if (child == 0) {
        struct session session = {0};
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        _exit(session_open(&session, context, certificate, broker) ? publish(&session, name, streams, count) : 1);
    }

    return child;
}
