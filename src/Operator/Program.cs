using CloudBroadcast.Operator;

using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
return await new OperatorTool(Console.In, Console.Out, Console.Error, handler, TimeProvider.System).RunAsync(args);
