namespace CloudBroadcast.DeviceAgent.Amplifiers;

/// <summary>The code says what docs/wire/relay-frame.md says.</summary>
public sealed class RelayFramePageTests
{
    private static readonly RelayFramePage Page = RelayFramePage.Read();

    [Fact]
    public void The_constants_are_those_of_the_page()
    {
        var page = Page.Table("Constants").ToDictionary(row => row[0], row => int.Parse(row[1], null));

        Assert.Equal(RelayFrame.ProtocolVersion, page["protocolVersion"]);
        Assert.Equal(RelayFrame.MaxPayload, page["maxPayload"]);
        Assert.Equal(SetRelays.MinHoldMs, page["minHoldMs"]);
        Assert.Equal(SetRelays.MaxHoldMs, page["maxHoldMs"]);
        Assert.Equal(SerialLine.Baud, page["baud"]);
        Assert.Equal(RelayConversation.AnswerTimeout.TotalMilliseconds, page["answerTimeoutMs"]);
        Assert.Equal(RelayConversation.Attempts, page["attempts"]);
        Assert.Equal(RelayMask.Count, page["relayCount"]);
        Assert.Equal(new AmplifierOptions().FeedbackGrace.TotalMilliseconds, page["feedbackGraceMs"]);
        Assert.Equal(new AmplifierOptions().Hold.TotalMilliseconds, page["defaultHoldMs"]);
        Assert.Equal(SetHardCap.MinCapS, page["minHardCapS"]);
        Assert.Equal(SetHardCap.MaxCapS, page["maxHardCapS"]);
        Assert.True(page["defaultHardCapS"] > new AmplifierOptions().LongestOn.TotalSeconds, "the agent lets go before the bridge must");
    }

    [Fact]
    public void The_message_types_are_those_of_the_page() => Assert.Equal(
        Page.Table("Messages").Select(row => (row[1], RelayFramePage.Number(row[0]))).Order(),
        Enum.GetValues<RelayMessage>().Select(type => (type.ToString().ToUpperInvariant(), (uint)type)).Order());

    [Fact]
    public void The_payload_lengths_are_those_of_the_page()
    {
        var page = Page.Table("Messages").ToDictionary(row => row[1], row => int.Parse(row[3], null));

        Assert.Equal(SetRelays.Length, page["SET"]);
        Assert.Equal(BridgeVersion.Length, page["VERSION"]);
        Assert.Equal(BridgeStatus.Length, page["STATUS"]);
        Assert.Equal(SetHardCap.Length, page["SETCAP"]);
        Assert.Equal(BridgeMeasures.Length, page["MEASURES"]);
        Assert.Equal(BridgeTested.Length, page["TESTED"]);
        Assert.Equal(BridgeRefused.Length, page["REFUSED"]);
    }

    [Fact]
    public void The_flags_faults_and_refusal_codes_are_those_of_the_page()
    {
        Assert.Equal(
            Page.Table("Flags").Select(row => (row[1], 1 << int.Parse(row[0], null))),
            Enum.GetValues<BridgeFlags>().Where(flag => flag != 0).Select(flag => (Camel(flag.ToString()), (int)flag)));
        Assert.Equal(
            Page.Table("Self-test faults").Select(row => (row[1], 1 << int.Parse(row[0], null))),
            Enum.GetValues<BridgeFaults>().Where(fault => fault != 0).Select(fault => (Camel(fault.ToString()), (int)fault)));
        Assert.Equal(
            Page.Table("Refusal codes").Select(row => (row[1], int.Parse(row[0], null))),
            Enum.GetValues<RefusalCode>().Select(code => (Camel(code.ToString()), (int)code)));
    }

    [Fact]
    public void The_relay_bits_are_those_of_the_page()
    {
        var page = Page.Table("Relays and feedback").ToDictionary(row => row[1], row => int.Parse(row[0], null));

        Assert.Equal(RelayMask.Power, 1 << page["amplifier power"]);
        Assert.All(Enumerable.Range(1, 8), zone => Assert.Equal(1 << page[$"zone {zone}"], RelayMask.Of([zone])));
    }

    public static TheoryData<string, string, string> Vectors() =>
        [.. Page.Table("Vectors").Select(row => (row[0], row[1], row[2]))];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Each_vector_is_written_and_read_as_the_page_says(string name, string meaning, string bytes)
    {
        var fields = meaning.Trim('`').Split(' ').Skip(1).Select(field => field.Split('=')).ToDictionary(field => field[0], field => RelayFramePage.Number(field[1]));
        var type = Enum.Parse<RelayMessage>(meaning.Trim('`').Split(' ')[0], ignoreCase: true);
        var frame = new RelayFrame((byte)fields["sequence"], type, Payload(type, fields));

        Assert.Equal(RelayFramePage.Bytes(bytes), frame.Encode());
        Assert.True(RelayFrame.TryDecode(RelayFramePage.Bytes(bytes), out var read, out var problem), $"{name}: {problem}");
        Assert.Equal((frame.Sequence, frame.Type), (read.Sequence, read.Type));
        Assert.Equal(frame.Payload.ToArray(), Again(type, read.Payload.Span));
    }

    public static TheoryData<string, string> Refused() =>
        [.. Page.Table("Vectors: refused").Select(row => (row[0], row[3]))];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Each_refusal_of_the_page_is_read(string name, string answer)
    {
        Assert.True(RelayFrame.TryDecode(RelayFramePage.Bytes(answer), out var frame, out var problem), $"{name}: {problem}");
        Assert.Equal(RelayMessage.Refused, frame.Type);
        Assert.True(BridgeRefused.TryDecode(frame.Payload.Span, out var refused, out _));
        Assert.True(Enum.IsDefined(refused.Code));
    }

    public static TheoryData<string, string> Dropped() =>
        [.. Page.Table("Vectors: dropped").Select(row => (row[0], row[2]))];

    [Theory]
    [MemberData(nameof(Dropped))]
    public void Each_frame_that_the_page_drops_is_refused(string name, string bytes) =>
        Assert.False(RelayFrame.TryDecode(RelayFramePage.Bytes(bytes), out _, out _), name);

    private static byte[] Payload(RelayMessage type, Dictionary<string, uint> fields) => type switch
    {
        RelayMessage.Hello or RelayMessage.Query or RelayMessage.Measure or RelayMessage.SelfTest => [],
        RelayMessage.Set => new SetRelays((ushort)fields["relays"], (ushort)fields["holdMs"]).Encode(),
        RelayMessage.Version => new BridgeVersion(
            (byte)fields["protocol"], (byte)fields["firmwareMajor"], (byte)fields["firmwareMinor"], (byte)fields["firmwarePatch"],
            (byte)fields["relayCount"], (byte)fields["feedbackCount"], (byte)fields["resetCause"], (ushort)fields["hardCapS"]).Encode(),
        RelayMessage.Status => new BridgeStatus(
            (ushort)fields["relays"], (ushort)fields["feedback"], (BridgeFlags)fields["flags"], (ushort)fields["holdLeftMs"],
            (ushort)fields["onS"], (ushort)fields["droppedFrames"], fields["uptimeMs"]).Encode(),
        RelayMessage.SetCap => new SetHardCap((ushort)fields["capS"]).Encode(),
        RelayMessage.Measures => new BridgeMeasures(
            (ushort)fields["lineMv"], (ushort)fields["lineWindows"], (ushort)fields["supplyMv"], (ushort)fields["temperatureK"],
            (ushort)fields["boots"], (ushort)fields["brownOuts"], (byte)fields["resetCause"], (BridgeFlags)fields["flags"],
            (ushort)fields["alertPresses"]).Encode(),
        RelayMessage.Tested => new BridgeTested((BridgeFaults)fields["faults"]).Encode(),
        RelayMessage.Refused => new BridgeRefused((RefusalCode)fields["code"], (RelayMessage)fields["type"]).Encode(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The page has a message that this test does not know."),
    };

    private static byte[] Again(RelayMessage type, ReadOnlySpan<byte> payload) => type switch
    {
        RelayMessage.Set when SetRelays.TryDecode(payload, out var set, out _) => set.Encode(),
        RelayMessage.Version when BridgeVersion.TryDecode(payload, out var version, out _) => version.Encode(),
        RelayMessage.Status when BridgeStatus.TryDecode(payload, out var status, out _) => status.Encode(),
        RelayMessage.SetCap when SetHardCap.TryDecode(payload, out var cap, out _) => cap.Encode(),
        RelayMessage.Measures when BridgeMeasures.TryDecode(payload, out var measures, out _) => measures.Encode(),
        RelayMessage.Tested when BridgeTested.TryDecode(payload, out var tested, out _) => tested.Encode(),
        RelayMessage.Refused when BridgeRefused.TryDecode(payload, out var refused, out _) => refused.Encode(),
        _ => payload.ToArray(),
    };

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
