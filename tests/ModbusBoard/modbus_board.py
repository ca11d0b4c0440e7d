#!/usr/bin/python3
"""A relay board by pymodbus: modbus_board.py PORT UNIT COILS. Prints READY, then COILS and one digit a coil after each write."""
import asyncio
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer
from pymodbus.transaction import ModbusRtuFramer

port, unit, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


class Coils(ModbusSequentialDataBlock):
    def setValues(self, address, values):
        super().setValues(address, values)
        print("COILS", "".join("1" if value else "0" for value in self.values[:count]), flush=True)


async def main():
    board = ModbusSlaveContext(co=Coils(0, [False] * count), zero_mode=True)
    print("READY", flush=True)
    await StartAsyncSerialServer(
        ModbusServerContext(slaves={unit: board}, single=False), framer=ModbusRtuFramer, port=port,
        baudrate=9600, bytesize=8, parity="N", stopbits=1, timeout=0.05, ignore_missing_slaves=True)


asyncio.run(main())
