using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;
using Seatkeeper.Functions.Protecting;

namespace Seatkeeper.Functions.Tests.Protecting;

public sealed class CredentialChangesTests
{
    private static readonly DateTimeOffset Sent = new(2026, 11, 26, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(false, false, false, false, 1, "Pending")]
    [InlineData(false, false, true, false, 1, "Wait")]
    [InlineData(false, false, true, false, 10, "Current")]
    [InlineData(false, true, false, false, 1, "Wait")]
    [InlineData(false, true, false, false, 10, "Current")]
    [InlineData(true, false, false, false, 1, "Current")]
    [InlineData(true, false, false, true, 1, "Pending")]
    [InlineData(false, true, false, true, 1, "Pending")]
    [InlineData(false, false, true, true, 10, "Nothing")]
    public void The_new_is_tried_first_and_once_and_the_old_only_when_nothing_can_come_late(bool refused, bool tried, bool rejected, bool currentRejected, int minutes, string next)
    {
        var pending = new PendingCredentials("new", ProtectionStep.Password, HasTotpSecret: false, Sent, refused, tried, rejected ? FailureKind.InvalidCredentials : null);

        Assert.Equal(next, CredentialChanges.Next(Of(pending, currentRejected), pending, Settling, Sent.AddMinutes(minutes)).ToString());
    }

    [Fact]
    public void A_secret_goes_only_once_another_is_in_its_place_and_what_was_sent_is_never_sent_again()
    {
        var pending = new PendingCredentials("new", ProtectionStep.TwoFactor, HasTotpSecret: true);
        var reserved = CredentialChanges.Reserve(Of(null), pending) ?? throw new InvalidOperationException();
        var sent = CredentialChanges.Send(reserved, "new", Sent) ?? throw new InvalidOperationException();

        Assert.Null(CredentialChanges.Reserve(reserved, pending with { Version = "newer" }));
        Assert.Null(CredentialChanges.Send(sent, "new", Sent));
        Assert.Null(CredentialChanges.Send(reserved, "other", Sent));
        Assert.Null(CredentialChanges.Send(reserved with { InUseBy = Seatkeeper.Functions.Storage.AccountsTable.Deleting }, "new", Sent));
        var promoted = CredentialChanges.Promote(sent, "new", Sent);
        Assert.Equal(("new", "old", true, null), (promoted?.CredentialsVersion, promoted?.RetiredVersion, promoted?.HasTotpSecret, promoted?.Pending));
        var dropped = CredentialChanges.Drop(sent, "new");
        Assert.Equal(("old", "new", false, null), (dropped?.CredentialsVersion, dropped?.RetiredVersion, dropped?.HasTotpSecret, dropped?.Pending));
        Assert.Null(CredentialChanges.Promote(sent with { RetiredVersion = "older" }, "new", Sent));
    }

    private static Account Of(PendingCredentials? pending, bool currentRejected = false) => new(
        "a", "ahrefs", "Mine", "ann@example.com", AccountPurpose.Personal, "ann", "old", HasTotpSecret: false, InUseBy: null, Sent, Sent,
        new SignInRecord("old", currentRejected ? FailureKind.InvalidCredentials : null))
    { Pending = pending };
}
