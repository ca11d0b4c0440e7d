using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CloudBroadcast.DeviceAgent.Store;
using CloudBroadcast.DeviceAgent.Terminal;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBroadcast.DeviceAgent.Enrolment;

/// <summary><c>cloudbroadcast-agent enroll</c>: makes this machine a gateway of a controller, with a code from its console.</summary>
internal static class EnrolCommand
{
    /// <summary>The word on the command line.</summary>
    public const string Name = "enroll";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Enrols, says so in one line, and returns the exit code; on failure one line says why and nothing has changed.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter says, TextWriter complains, DiskAccess disk)
    {
        try
        {
            var asked = EnrolmentArguments.Parse(arguments);
            var gateway = await EnrolAsync(asked, disk);
            await says.WriteLineAsync($"This machine is the gateway {gateway} of {asked.Controller.Authority} now; its identity lies in {asked.Folder}.");
            return ExitCode.Good;
        }
        catch (Exception error) when (Complaint.IsUnfitness(error))
        {
            return await Complaint.SayAsync(error, complains);
        }
    }

    private static async Task<string> EnrolAsync(EnrolmentArguments asked, DiskAccess disk)
    {
        var identity = new IdentityFolder(asked.Folder, disk);
        identity.Settle();
        if (identity.IsTaken && !asked.Replace)
        {
            throw new EnrolmentFailure($"{asked.Folder} holds an identity already; --replace puts the new one in its place, and this gateway forgets the old controller's keys");
        }

        DemandIdleStore(asked, disk);
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            identity.Begin(key.ExportPkcs8PrivateKeyPem());
            var conversation = new EnrolmentConversation(asked.Controller, asked.Code, Patience);
            using var authority = await conversation.AuthorityAsync();
            var request = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
            var answer = await conversation.EnrolAsync(authority, request);
            identity.Complete(NewIdentity.FilesOf(answer, authority, key, asked.Controller), asked.Replace ? asked.Store : null);
            return answer.Gateway;
        }
        finally
        {
            identity.Abandon();
        }
    }

    // An agent that runs would go on under the old identity, and write its old numbers back.
    private static void DemandIdleStore(EnrolmentArguments asked, DiskAccess disk)
    {
        if (!File.Exists(Path.Combine(asked.Store, Ledger.FileName)))
        {
            return;
        }

        try
        {
            Ledger.Open(asked.Store, disk, NullLogger<Ledger>.Instance).Dispose();
        }
        catch (IOException error)
        {
            throw new EnrolmentFailure($"stop the agent first ({error.Message.TrimEnd('.')})");
        }
    }
}
