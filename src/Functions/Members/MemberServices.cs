using Microsoft.Extensions.DependencyInjection;
using Seatkeeper.Functions.Changing;
using Seatkeeper.Functions.Explaining;

namespace Seatkeeper.Functions.Members;

/// <summary>Registers what changes of members need.</summary>
internal static class MemberServices
{
    public static IServiceCollection AddMemberChanges(this IServiceCollection services) => services
        .AddSingleton<ChangePlanStores>().AddSingleton<ChangePlans>().AddSingleton<ChangeItems>().AddSingleton<ChangeTasks>().AddSingleton<ChangeStarts>()
        .AddSingleton<MemberStageMarks>().AddSingleton<ChangeJournalStores>().AddSingleton<ChangeTrail>().AddSingleton<ChangeTrails>().AddSingleton<ChangeSettlement>()
        .AddSingleton<ChangeWishes>().AddSingleton<ChangeCalls>().AddSingleton<RemovalUndos>().AddSingleton<Explanations>();
}
