/* One MQTT 3.1.1 session over TLS: connects, subscribes, and gives back what it hears. */
#ifndef SESSION_H
#define SESSION_H

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum session_step { STEP_CLOSED, STEP_TCP, STEP_TLS, STEP_CONNECT, STEP_UP, STEP_FAILED };

struct session {
    SSL *tls;
    uint8_t *partial; /* a packet of which the rest has not come; PARTIAL_BYTES long */
    size_t partial_length;
    uint32_t acknowledged; /* SUBACK and UNSUBACK packets that came */
    int socket;
    enum session_step step;
};

#define PARTIAL_BYTES 4096

/* Called for each PUBLISH with its topic, which no zero ends, and its payload. */
typedef void session_heard(const char *topic, size_t topic_length, const uint8_t *payload, size_t length);

/* Begins to connect; false when the socket can't be made. */
bool session_open(struct session *session, SSL_CTX *context, X509 *certificate, const struct sockaddr_in *broker);

/* Goes on as far as it can without waiting. The name is the client id. */
void session_proceed(struct session *session, const char *name, session_heard *heard);

/* The packets are short and the socket's buffer is empty: a write that does not go whole is a failure. */
void session_subscribe(struct session *session, const char *topic);
void session_unsubscribe(struct session *session, const char *topic);
void session_ping(struct session *session);
void session_publish(struct session *session, const char *topic, const uint8_t *payload, size_t length);

void session_close(struct session *session);

#endif
