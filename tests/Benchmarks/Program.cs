using System.CommandLine;
using CloudBroadcast.Benchmarks;

var only = new Option<string>("--only") { Description = "Run the group of this name alone: " + string.Join(", ", Groups.Names) + "." };
var json = new Option<FileInfo>("--json") { Description = "Write the rows to this file as well." };
var root = new RootCommand("Prints what CloudBroadcast needs and keeps, beside its targets and beside peers.") { only, json };
root.SetAction((result, token) => Table.PrintAsync(Groups.Named(result.GetValue(only)), result.GetValue(json), token));
return await root.Parse(args).InvokeAsync();
