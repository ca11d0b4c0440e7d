using CloudBroadcast.Controller.Broker;
using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Gateways.Supplies;

/// <summary>Sends files so slowly, and so few at a time, that what is on air never waits for them. Safe to use from many threads.</summary>
internal sealed class PacedCopy(Postman postman, IOptions<SupplyOptions> options, TimeProvider time) : IDisposable
{
    private const int Piece = 16 * 1024;

    private readonly SemaphoreSlim _places = new(options.Value.AtATime);

    /// <summary>Copies what follows in <paramref name="file"/>; waits for its turn first.</summary>
    public async Task SendAsync(Stream file, Stream to, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var piece = new byte[Piece];
            while (await file.ReadAsync(piece, cancellationToken) is > 0 and var read)
            {
                await to.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                if (file.Position < file.Length)
                {
                    await Task.Delay(TimeSpan.FromSeconds((double)read / Rate), time, cancellationToken);
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private int Rate => postman.IsStreaming ? options.Value.BytesPerSecondOnAir : options.Value.BytesPerSecond;
}
