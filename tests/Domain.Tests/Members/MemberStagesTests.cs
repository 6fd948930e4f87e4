using Seatkeeper.Domain.Members;
using static Seatkeeper.Domain.Members.MemberStage;

namespace Seatkeeper.Domain.Tests.Members;

public sealed class MemberStagesTests
{
    // One line a stage, one column an event, in the order of the enums; "." is an event that is not possible there.
    private const string Table = """
                          InviteStarted InviteSent    InviteRefused SeenPending          SeenExpired          SeenAccepted    AccountConnected UpdateStarted UpdateDone UpdateRefused RemovalStarted RemovalDone RemovalRefused       SeenGone       SeenAgain
        None              Inviting      .             .             PendingInvite        InviteExpired        None            .                Updating      .          .             Deprovisioning .           .                    None           None
        Inviting          .             PendingInvite InviteFailed  PendingInvite        InviteExpired        AwaitingAccount .                .             .          .             .              .           .                    None           None
        PendingInvite     Inviting      .             .             PendingInvite        InviteExpired        AwaitingAccount .                .             .          .             Deprovisioning .           .                    None           PendingInvite
        InviteExpired     Inviting      .             .             PendingInvite        InviteExpired        AwaitingAccount .                .             .          .             Deprovisioning .           .                    None           InviteExpired
        AwaitingAccount   .             .             .             PendingInvite        InviteExpired        AwaitingAccount None             Updating      .          .             Deprovisioning .           .                    None           AwaitingAccount
        Updating          .             .             .             Updating             Updating             Updating        .                .             None       UpdateFailed  .              .           .                    None           UpdateFailed
        Deprovisioning    .             .             .             DeprovisioningFailed DeprovisioningFailed Deprovisioning  .                .             .          .             .              Removed     DeprovisioningFailed Removed        DeprovisioningFailed
        InviteFailed      Inviting      .             .             PendingInvite        InviteExpired        AwaitingAccount .                .             .          .             Deprovisioning .           .                    None           InviteFailed
        UpdateFailed      .             .             .             PendingInvite        InviteExpired        UpdateFailed    .                Updating      .          .             Deprovisioning .           .                    None           UpdateFailed
        DeprovisioningFailed .          .             .             DeprovisioningFailed DeprovisioningFailed DeprovisioningFailed .           Updating      .          .             Deprovisioning .           .                    Removed        DeprovisioningFailed
        Removed           Inviting      .             .             PendingInvite        InviteExpired        Removed         .                .             .          .             .              .           .                    Removed        None
        """;

    [Fact]
    public void Moves_over_all_pairs_as_the_table_says()
    {
        var lines = Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var events = lines[0].Select(Enum.Parse<MemberEvent>).ToList();
        Assert.Equal(Enum.GetValues<MemberEvent>(), events);
        Assert.Equal(Enum.GetValues<MemberStage>(), lines.Skip(1).Select(line => Enum.Parse<MemberStage>(line[0])));

        foreach (var line in lines.Skip(1))
        {
            var stage = Enum.Parse<MemberStage>(line[0]);
            Assert.Equal(line[1..], events.Select(happened => MemberStages.After(stage, happened)?.ToString() ?? "."));
        }
    }

    [Fact]
    public void A_check_ends_an_invitation_a_role_and_a_removal_that_were_cut_short()
    {
        MemberEvent[] seen = [MemberEvent.SeenPending, MemberEvent.SeenExpired, MemberEvent.SeenAccepted, MemberEvent.SeenGone, MemberEvent.SeenAgain];
        Assert.Equal([PendingInvite, InviteExpired, AwaitingAccount, None, None], seen.Select(happened => MemberStages.After(Inviting, happened)));
        Assert.Equal([Updating, Updating, Updating, None, UpdateFailed], seen.Select(happened => MemberStages.After(Updating, happened)));
        Assert.Equal([DeprovisioningFailed, DeprovisioningFailed, Deprovisioning, Removed, DeprovisioningFailed], seen.Select(happened => MemberStages.After(Deprovisioning, happened)));
    }
}
