/* The gateways of a load test: one session each, all served by one thread. */
#ifndef GATEWAYS_H
#define GATEWAYS_H

#include "session.h"

/* Ends the program with a sentence. */
_Noreturn void die(const char *what);

/* Reads the certificates of so many gateways, and of one more that publishes; makes room for their sessions. */
void gateways_prepare(const char *certificates_file, size_t count, session_heard *heard);

X509 *gateways_publisher_certificate(void);
const char *gateways_publisher_name(void);

/* Connects them all, a few at a time. */
void gateways_connect(SSL_CTX *context, const struct sockaddr_in *broker);

/* Has each subscribe or unsubscribe, and waits for all the answers. */
void gateways_change(void (*change)(struct session *, const char *), const char *topic);

/* Serves whatever has come; waits for it no longer than this. */
void gateways_turn(int timeout_ms);

/* Sessions that ended since the beginning. */
size_t gateways_failed(void);

#endif
