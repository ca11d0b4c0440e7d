/* Sends the streams to a broker that does not make them itself. */
#ifndef PUBLISHER_H
#define PUBLISHER_H

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stddef.h>
#include <sys/types.h>

struct stream {
    char topic[64];
    long interval_ms;
    size_t bytes;
};

/* A process of its own, so that listening delays no message; ends with this one. */
pid_t publisher_start(SSL_CTX *context, X509 *certificate, const struct sockaddr_in *broker, const char *name,
                      const struct stream *streams, size_t count);

#endif
