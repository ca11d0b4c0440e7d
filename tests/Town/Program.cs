using CloudBroadcast.Town;

return await Commands.Root().Parse(args).InvokeInOneLineAsync();
