using Seatkeeper.Benchmarks.Groups;

namespace Seatkeeper.Functions.Tests.Groups;

/// <summary>How <c>dotnet dev.cs soak --only groups</c> holds losses against what a person approved.</summary>
public sealed class GuardJudgeTests
{
    private static readonly DateTimeOffset noon = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<double, double?, bool> Words => new()
    {
        { 0, null, true },
        { 0, 6, true },
        // The task had ended without doing it, so a later one had to ask anew.
        { 0, 2, false },
        { 5.5, null, false },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void A_yes_is_for_what_the_task_that_asked_does_before_it_ends(double said, double? ended, bool isApproved)
    {
        var yes = new ApprovedLoss("task", "hub", "ann@corp.test", noon.AddMinutes(said)) { Until = ended is { } minutes ? noon.AddMinutes(minutes) : null };

        var unapproved = GuardJudge.Unapproved([Loss(1, "bob@corp.test", 1), Loss(2, "ann@corp.test", 5)], seats: 3, [yes]);

        string[] expected = isApproved ? [] : ["ann@corp.test"];
        Assert.Equal(expected, unapproved.Select(loss => loss.Effect.Email));
    }

    [Fact]
    public void A_yes_is_for_one_loss()
    {
        var effects = new[] { Loss(1, "bob@corp.test", 1), Loss(2, "ann@corp.test", 2), Loss(3, "ann@corp.test", 3) with { Name = "invitationCreated" }, Loss(4, "ann@corp.test", 4) };

        var unapproved = GuardJudge.Unapproved(effects, seats: 3, [new ApprovedLoss("task", "hub", "Ann@corp.test", noon)]);

        var loss = Assert.Single(unapproved);
        Assert.Equal((4, 3, 3), (loss.Effect.Number, loss.Nth, loss.Members));
    }

    [Fact]
    public void Of_two_the_one_that_is_over_first_is_used_up_first()
    {
        ApprovedLoss[] approved = [new("one", "hub", "ann@corp.test", noon), new("two", "hub", "ann@corp.test", noon.AddMinutes(1)) { Until = noon.AddMinutes(3) }];

        Assert.Empty(GuardJudge.Unapproved([Loss(1, "ann@corp.test", 2), Loss(2, "ann@corp.test", 4)], seats: 2, approved));
    }

    [Fact]
    public void A_yes_is_over_once_its_task_has_ended_or_asks_again()
    {
        var said = new ApprovedLosses();
        said.Add("one", "hub", ["ann@corp.test"], noon);
        said.Add("two", "hub", ["bob@corp.test"], noon);
        said.Add("one", "hub", ["ann@corp.test"], noon.AddMinutes(2));
        said.End("two", noon.AddMinutes(3));
        said.End("two", noon.AddMinutes(9));

        (string, double?)[] held = [("one", 2), ("two", 3), ("one", null)];
        Assert.Equal(held, said.Of("hub").Select(given => (given.TaskId, (given.Until - noon)?.TotalMinutes)));
        Assert.Equal("one", Assert.Single(said.OpenTasks));
        Assert.Empty(said.Of("another"));
    }

    [Fact]
    public void Within_the_limits_nobody_has_to_be_asked() =>
        Assert.Empty(GuardJudge.Unapproved([Loss(1, "ann@corp.test", 1), Loss(2, "bob@corp.test", 2)], seats: 4, []));

    private static SiteEffect Loss(int number, string email, int minutes) => new(number, noon.AddMinutes(minutes), "ws_01", "memberRemoved", email);
}
