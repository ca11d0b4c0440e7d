/* A relay board by libmodbus: modbus_board PORT UNIT COILS. Prints READY, then COILS and one digit a coil after each write.
 * Coil 255, where there is one, stands for all, as on Waveshare's boards. */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALL_COILS = 0xFF };

static void print_coils(const modbus_mapping_t *map) {
    printf("COILS ");
    for (int coil = 0; coil < map->nb_bits; coil++) {
        putchar(map->tab_bits[coil] ? '1' : '0');
    }
    putchar('\n');
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: modbus_board PORT UNIT COILS\n");
        return 2;
    }

    modbus_t *board = modbus_new_rtu(arguments[1], 9600, 'N', 8, 1);
    modbus_mapping_t *map = modbus_mapping_new(atoi(arguments[3]), 0, 0, 0);
    if (!board || !map || modbus_set_slave(board, atoi(arguments[2])) == -1 || modbus_connect(board) == -1) {
        fprintf(stderr, "modbus_board: %s\n", modbus_strerror(errno));
        return 1;
    }

    printf("READY\n");
    fflush(stdout);
    for (;;) {
        uint8_t request[MODBUS_RTU_MAX_ADU_LENGTH];
        int length = modbus_receive(board, request);
        if (length > 0) {
            modbus_reply(board, request, length, map);
            if (request[1] == MODBUS_FC_WRITE_SINGLE_COIL && request[2] == 0 && request[3] == ALL_COILS && map->nb_bits > ALL_COILS) {
                memset(map->tab_bits, map->tab_bits[ALL_COILS], (size_t)map->nb_bits);
            }
            if (request[1] != MODBUS_FC_READ_COILS) {
                print_coils(map);
            }
        } else if (length == -1 && errno == EIO) {
            return 0;
        }
    }
}
