using CloudBroadcast.Protocol;

namespace CloudBroadcast.Operator;

/// <summary>Shows each thing that waits, asks, signs and hands in.</summary>
internal sealed class Approving(ControllerClient controller, SigningKey key, TextReader input, TextWriter output, bool yes)
{
    // Each time the order was overtaken by another one or by the clock.
    private const int MostTries = 5;

    /// <summary>How many were approved.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var approved = 0;
        foreach (var waiting in await controller.ListAsync(cancellationToken))
        {
            var payload = await controller.ComposeAsync(waiting.Id, cancellationToken);
            foreach (var line in Reading.Of(waiting.Kind, payload))
            {
                await output.WriteLineAsync(line);
            }

            if (yes || await AgreesAsync(cancellationToken))
            {
                await SignAsync(waiting, payload, cancellationToken);
                approved++;
            }
        }

        return approved;
    }

    private async Task SignAsync(Waiting waiting, byte[] read, CancellationToken cancellationToken)
    {
        var payload = read;
        for (var count = 0; count < MostTries; count++)
        {
            var signature = key.Sign(Approval.ToBeSigned(waiting.Kind, payload, key.KeyId));
            if (await controller.ApproveAsync(waiting.Id, key.KeyId, signature, cancellationToken) is not { } later)
            {
                await output.WriteLineAsync("approved");
                return;
            }

            // What the person has read must be what is signed, but for its time.
            payload = Reading.IsSameButLater(read, later)
                ? later
                : throw new OperatorException("The controller asks for a signature over something else than was shown: nothing was signed.");
        }

        throw new OperatorException("The order was overtaken again and again: nothing was sent.");
    }

    private async Task<bool> AgreesAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync("Sign this? Type yes: ");
        return (await input.ReadLineAsync(cancellationToken))?.Trim() == "yes";
    }
}
