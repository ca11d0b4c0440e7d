namespace CloudBroadcast.Controller.Operators.Duty;

/// <summary>Whom to call when the console is of no help: a line of the list that the administrator keeps.</summary>
internal sealed class DutyPhone
{
    public required Guid Id { get; init; }

    /// <summary>Its place in the list, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Who or what answers: 镇值班室; 1 to 40 characters.</summary>
    public required string Name { get; init; }

    /// <summary>As people write it: digits, spaces, hyphens, a plus in front.</summary>
    public required string Number { get; init; }

    /// <summary>What a phone dials.</summary>
    public string Dialled => string.Concat(Number.Where(sign => char.IsAsciiDigit(sign) || sign == '+'));
}
