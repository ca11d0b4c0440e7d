/*
 * Many gateways at once: connects them, has each hear a stream, and says what the broker needed for it.
 *
 * load_client --port N --pid PID --key FILE --certificates FILE --count N --seconds N --stream TOPIC,INTERVAL_MS,BYTES ... [--publish]
 *
 * The file of certificates holds, for each gateway and one more for the publisher, four bytes of length (big-endian) and the
 * certificate (DER); the common name is the client id. For each stream one line of JSON is printed.
 */
#include "figures.h"
#include "gateways.h"
#include "publisher.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_STREAMS 4
#define WARM_UP_NS 6000000000
#define PATIENCE_NS 300000000000
#define STRAGGLERS_NS 5000000000

static struct figures figures;
static const char *measured = "";

static void hear(const char *topic, size_t topic_length, const uint8_t *payload, size_t length)
{
    /* The last messages of the stream before may still be under way. */
    if (topic_length == strlen(measured) && memcmp(topic, measured, topic_length) == 0) {
        figures_take(&figures, payload, length);
    }
}

static void measure(const struct stream *stream, pid_t broker, size_t count, long seconds)
{
    figures = (struct figures){.delays = figures.delays};
    measured = stream->topic;
    gateways_change(session_subscribe, stream->topic);
    for (int64_t begun = now_ns(); now_ns() - begun < WARM_UP_NS;) {
        gateways_turn(100);
    }

    uint32_t messages = (uint32_t)(seconds * 1000 / stream->interval_ms);
    figures_begin(&figures, messages);
    int64_t before_us = processor_us(broker);
    int64_t begun = now_ns();
    while (figures.newest < figures.end && now_ns() - begun < PATIENCE_NS) {
        gateways_turn(100);
    }

    int64_t used_us = processor_us(broker) - before_us;
    uint64_t heard = figures.heard;
    uint64_t expected = (uint64_t)messages * count;
    for (int64_t ended = now_ns(); figures.in_window < expected && now_ns() - ended < STRAGGLERS_NS;) {
        gateways_turn(100);
    }

    printf("{\"topic\":\"%s\",\"expected\":%llu,\"delivered\":%llu,\"lost\":%llu,\"processorUs\":%.2f,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"disconnected\":%zu}\n",
           stream->topic, (unsigned long long)expected, (unsigned long long)figures.in_window,
           (unsigned long long)(expected - figures.in_window), heard == 0 ? 0.0 : (double)used_us / (double)heard,
           figures_delay_ms(&figures, 0.5), figures_delay_ms(&figures, 0.99), gateways_failed());
    fflush(stdout);
    gateways_change(session_unsubscribe, stream->topic);
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
    size_t count = 0;
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
    gateways_prepare(file, count, hear);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_read_ahead(context, 1);
    if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
        die("The key can't be read.");
    }

    pid_t publisher = publishes ? publisher_start(context, gateways_publisher_certificate(), &broker, gateways_publisher_name(), streams, stream_count) : 0;
    gateways_connect(context, &broker);
    for (size_t index = 0; index < stream_count; index++) {
        measure(&streams[index], pid, count, seconds);
    }

    if (publisher > 0) {
        kill(publisher, SIGTERM);
    }

    return 0;
}
