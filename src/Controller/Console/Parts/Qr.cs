using QRCoder;

namespace CloudBroadcast.Controller.Console.Parts;

/// <summary>Text as a QR code (ISO/IEC 18004) for a phone to read from the screen.</summary>
internal static class Qr
{
    private const int PixelsPerModule = 4;

    /// <summary>An SVG document, black on white with its quiet zone whatever the page's colours are.</summary>
    public static string Svg(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        return code.GetGraphic(PixelsPerModule);
    }
}
