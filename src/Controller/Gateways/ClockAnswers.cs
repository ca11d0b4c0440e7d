using System.Diagnostics.CodeAnalysis;
using CloudBroadcast.Controller.Gateways.Keys;
using CloudBroadcast.Protocol;

namespace CloudBroadcast.Controller.Gateways;

/// <summary>Tells a gateway the controller's time, signed, so that nobody between them can set its clock.</summary>
internal sealed class ClockAnswers(SigningKeys keys, TimeProvider time)
{
    private const int MaxRequestBytes = 1024;

    /// <summary>Answers a request that was read at <paramref name="receivedAt"/>; false when it is none.</summary>
    public bool TryAnswer(ReadOnlyMemory<byte> request, DateTimeOffset receivedAt, [NotNullWhen(true)] out byte[]? answer)
    {
        answer = null;
        if (request.Length > MaxRequestBytes
            || !WireJson.TryRead<ClockRequest>(request.Span, out var asked, out _)
            || asked.Version != WireVersion.Current)
        {
            return false;
        }

        answer = SignedDocument.Sign(DocumentKind.ClockAnswer, WireJson.Write(new ClockAnswer
        {
            Version = WireVersion.Current,
            Nonce = asked.Nonce,
            ReceivedAt = receivedAt,
            AnsweredAt = time.GetUtcNow(),
        }), keys.For(SigningPurpose.Ordinary));
        return true;
    }
}
