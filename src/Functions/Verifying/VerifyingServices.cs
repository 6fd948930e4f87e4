using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Joining;
using Seatkeeper.Functions.LoggingIn;
using Seatkeeper.Functions.Protecting;

namespace Seatkeeper.Functions.Verifying;

/// <summary>Registers what people's own accounts need.</summary>
internal static class VerifyingServices
{
    public static IServiceCollection AddOwnAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LoginOptions>().Bind(configuration.GetSection("Login"))
            .Validate(options => options.Most >= 1 && options.Window > TimeSpan.Zero, "Login:Most has to be at least 1, and Login:Window longer than nothing.").ValidateOnStart();
        services.AddOptions<ProtectionOptions>().Bind(configuration.GetSection("Protection"))
            .Validate(options => options.Settling >= TimeSpan.Zero, "Protection:Settling cannot be negative.").ValidateOnStart();
        return services.AddSingleton<OwnStores>().AddSingleton<OwnAutomation>().AddSingleton<AccountTasks>().AddSingleton<PendingSecrets>()
            .AddSingleton<OwnMembers>().AddSingleton<OwnAccountWriter>().AddSingleton<Logins>().AddSingleton<LoginAnswers>();
    }
}
