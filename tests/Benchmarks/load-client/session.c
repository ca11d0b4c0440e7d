#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNACK = 2, PUBLISH = 3, SUBACK = 9, UNSUBACK = 11 };

#define KEEP_ALIVE_S 60
#define HEAD_BYTES 5 /* one byte of type, at most four of length: MQTT 3.1.1, 2.2 */
#define MAX_SENT_BYTES 2048

bool session_open(struct session *session, SSL_CTX *context, X509 *certificate, const struct sockaddr_in *broker)
{
    int on = 1;
    session->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (session->socket < 0) {
        return false;
    }

    setsockopt(session->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(session->socket, (const struct sockaddr *)broker, sizeof *broker) < 0 && errno != EINPROGRESS) {
        close(session->socket);
        return false;
    }

    session->tls = SSL_new(context);
    SSL_use_certificate(session->tls, certificate);
    SSL_set_fd(session->tls, session->socket);
    SSL_set_connect_state(session->tls);
    session->partial = malloc(PARTIAL_BYTES);
    session->partial_length = 0;
    session->acknowledged = 0;
    session->step = STEP_TCP;
    return true;
}

static void send_packet(struct session *session, const uint8_t *packet, size_t length)
{
    if (SSL_write(session->tls, packet, (int)length) != (int)length) {
        session->step = STEP_FAILED;
    }
}

static size_t put_text(uint8_t *at, const char *text)
{
    size_t length = strlen(text);
    at[0] = (uint8_t)(length >> 8);
    at[1] = (uint8_t)length;
    memcpy(at + 2, text, length);
    return 2 + length;
}

/* Moves the body behind its head and sends both. */
static void send_body(struct session *session, uint8_t type, uint8_t *packet, size_t length)
{
    uint8_t head[HEAD_BYTES] = {type};
    size_t at = 1;
    size_t left = length;
    do {
        head[at++] = (uint8_t)((left & 0x7F) | (left > 0x7F ? 0x80 : 0));
        left >>= 7;
    } while (left > 0);
    memmove(packet + at, packet + HEAD_BYTES, length);
    memcpy(packet, head, at);
    send_packet(session, packet, at + length);
}

static void send_connect(struct session *session, const char *name)
{
    static const uint8_t variable_head[] = {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, KEEP_ALIVE_S};
    uint8_t packet[MAX_SENT_BYTES];
    memcpy(packet + HEAD_BYTES, variable_head, sizeof variable_head);
    send_body(session, 0x10, packet, sizeof variable_head + put_text(packet + HEAD_BYTES + sizeof variable_head, name));
    session->step = STEP_CONNECT;
}

void session_subscribe(struct session *session, const char *topic)
{
    uint8_t packet[MAX_SENT_BYTES] = {0};
    packet[HEAD_BYTES + 1] = 1;
    size_t length = 2 + put_text(packet + HEAD_BYTES + 2, topic);
    packet[HEAD_BYTES + length] = 0; /* QoS */
    send_body(session, 0x82, packet, length + 1);
}

void session_unsubscribe(struct session *session, const char *topic)
{
    uint8_t packet[MAX_SENT_BYTES] = {0};
    packet[HEAD_BYTES + 1] = 1;
    send_body(session, 0xA2, packet, 2 + put_text(packet + HEAD_BYTES + 2, topic));
}

void session_ping(struct session *session)
{
    send_packet(session, (const uint8_t[]){0xC0, 0}, 2);
}

void session_publish(struct session *session, const char *topic, const uint8_t *payload, size_t length)
{
    uint8_t packet[MAX_SENT_BYTES];
    size_t at = put_text(packet + HEAD_BYTES, topic);
    memcpy(packet + HEAD_BYTES + at, payload, length);
    send_body(session, 0x30, packet, at + length);
}

static void take(struct session *session, uint8_t type, const uint8_t *body, size_t length, session_heard *heard)
{
    if (type == PUBLISH && length > 2) {
        size_t topic = (size_t)body[0] << 8 | body[1];
        if (2 + topic <= length) {
            heard((const char *)body + 2, topic, body + 2 + topic, length - 2 - topic);
        }
    } else if (type == CONNACK) {
        session->step = length == 2 && body[1] == 0 ? STEP_UP : STEP_FAILED;
    } else if (type == SUBACK || type == UNSUBACK) {
        bool refused = type == SUBACK && body[length - 1] > 2;
        session->acknowledged++;
        session->step = refused ? STEP_FAILED : session->step;
    }
}

/* The bytes of the whole packets at the front. */
static size_t take_packets(struct session *session, const uint8_t *bytes, size_t length, session_heard *heard)
{
    size_t at = 0;
    while (length - at >= 2) {
        size_t body = 0;
        size_t head = 1;
        unsigned shift = 0;
        do {
            body |= (size_t)(bytes[at + head] & 0x7F) << shift;
            shift += 7;
        } while ((bytes[at + head++] & 0x80) && at + head < length);
        if ((bytes[at + head - 1] & 0x80) || length - at - head < body) {
            break;
        }

        take(session, bytes[at] >> 4, bytes + at + head, body, heard);
        at += head + body;
    }

    return at;
}

static void receive(struct session *session, session_heard *heard)
{
    int got;
    while ((got = SSL_read(session->tls, session->partial + session->partial_length, (int)(PARTIAL_BYTES - session->partial_length))) > 0) {
        size_t length = session->partial_length + (size_t)got;
        size_t taken = take_packets(session, session->partial, length, heard);
        session->partial_length = length - taken;
        memmove(session->partial, session->partial + taken, session->partial_length);
    }

    if (SSL_get_error(session->tls, got) != SSL_ERROR_WANT_READ) {
        session->step = STEP_FAILED;
    }
}

void session_proceed(struct session *session, const char *name, session_heard *heard)
{
    if (session->step == STEP_TCP) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(session->socket, SOL_SOCKET, SO_ERROR, &error, &size);
        session->step = error == 0 ? STEP_TLS : STEP_FAILED;
    }

    if (session->step == STEP_TLS) {
        int done = SSL_do_handshake(session->tls);
        if (done == 1) {
            send_connect(session, name);
        } else if (SSL_get_error(session->tls, done) != SSL_ERROR_WANT_READ) {
            session->step = STEP_FAILED;
        }
    }

    if (session->step == STEP_CONNECT || session->step == STEP_UP) {
        receive(session, heard);
    }
}

void session_close(struct session *session)
{
    if (session->step != STEP_CLOSED) {
        SSL_free(session->tls);
        close(session->socket);
        free(session->partial);
        session->step = STEP_CLOSED;
    }
}
