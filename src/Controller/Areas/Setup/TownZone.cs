using Microsoft.Extensions.Options;

namespace CloudBroadcast.Controller.Areas.Setup;

/// <summary>The one time zone of the town: pages, curfews, and schedules that name none. Safe to use from many threads.</summary>
internal sealed class TownZone(IOptions<AreaOptions> options)
{
    private volatile TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    public TimeZoneInfo Zone => _zone;

    /// <summary>Its IANA name.</summary>
    public string Id => _zone.Id;

    /// <summary>Takes another zone; false when there is none of that name.</summary>
    public bool TrySet(string id)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return false;
        }

        _zone = zone;
        return true;
    }
}
