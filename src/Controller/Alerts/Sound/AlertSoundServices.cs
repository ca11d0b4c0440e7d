namespace CloudBroadcast.Controller.Alerts.Sound;

/// <summary>Registers what makes the sound of alerts.</summary>
internal static class AlertSoundServices
{
    public static IServiceCollection AddAlertSound(this IServiceCollection services) => services.AddSingleton<AlertSound>();
}
