using CloudBroadcast.DeviceAgent;

return await Agent.RunAsync(args);
