using Microsoft.Extensions.DependencyInjection;

namespace Seatkeeper.Functions.Matching;

/// <summary>Registers what decisions by hand need.</summary>
internal static class MatchingServices
{
    public static IServiceCollection AddMatching(this IServiceCollection services) => services
        .AddSingleton<MatchPlans>().AddSingleton<MatchWishes>().AddSingleton<MatchTaskStores>().AddSingleton<MatchStarts>()
        .AddSingleton<DecisionWriter>().AddSingleton<SeatPeople>().AddSingleton<SeatFollowing>().AddSingleton<DecisionCalls>();
}
