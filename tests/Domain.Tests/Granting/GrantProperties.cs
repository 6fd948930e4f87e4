using CsCheck;

namespace Seatkeeper.Domain.Tests.Granting;

/// <summary>What holds for every history of grants, team and group moves, matches, exemptions, removals and checks.</summary>
public sealed class GrantProperties
{
    private const int Histories = 10_000;

    private static readonly Gen<List<HistoryStep>> History =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 9], Gen.Int[0, 5], Gen.Bool, Gen.Int[1, 9]).Select((kind, one, other, flag, hours) => new HistoryStep(kind, one, other, flag, hours)).List[1, 9];

    private static readonly Gen<List<HistoryStep>> Moves =
        Gen.Select(Gen.Int[0, 16], Gen.Int[0, 9], Gen.Int[0, 5], Gen.Bool).Select((kind, one, other, flag) => new HistoryStep(kind, one, other, flag, 0)).List[4, 16];

    [Fact]
    public void Nobody_who_holds_a_grant_and_nobody_protected_or_exempted_is_taken_away_and_the_guard_is_passed_only_with_approval() => History.Sample(
        steps =>
        {
            var history = new GrantHistory();
            foreach (var step in steps)
            {
                history.Play(step);
                if (history.Broken is { } broken)
                    throw new InvalidOperationException($"After {step}: {broken}");
            }
        },
        iter: Histories);

    private static readonly Gen<(bool Automatic, bool Adopts, List<HistoryStep> Steps)> Groups = Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Select(Gen.Int[0, 20], Gen.Int[0, 9], Gen.Int[0, 5], Gen.Bool, Gen.Int[1, 9]).Select((kind, one, other, flag, hours) => new HistoryStep(kind, one, other, flag, hours)).List[6, 30]);

    [Fact]
    public void However_groups_change_and_are_read_nobody_who_stays_in_one_loses_the_seat_and_nobody_else_before_two_reads_the_grace_apart() => Groups.Sample(
        made =>
        {
            var history = new GroupHistory(made.Automatic, made.Adopts);
            foreach (var step in made.Steps)
            {
                history.Play(step);
                if (history.Broken is { } broken)
                    throw new InvalidOperationException($"After {step}: {broken}");
            }
        },
        iter: Histories);

    [Fact]
    public void However_teams_change_and_runs_are_cut_short_only_the_net_effect_reaches_the_app() => Moves.Sample(
        steps =>
        {
            var history = new ProvisionHistory();
            foreach (var step in steps)
            {
                history.Play(step);
                if (history.Broken is { } broken)
                    throw new InvalidOperationException($"After {step}: {broken}");
            }
        },
        iter: Histories);
}
