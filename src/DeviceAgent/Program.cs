using CloudBroadcast.DeviceAgent.Terminal;

return await Commands.RunAsync(args);
