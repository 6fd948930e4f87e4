using Seatkeeper.Domain.Failures;
using static Seatkeeper.Domain.Failures.FailureKind;

namespace Seatkeeper.Domain.Tests.Failures;

public sealed class FailureCatalogTests
{
    public static TheoryData<FailureKind> EveryKind => [.. Enum.GetValues<FailureKind>()];

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Has_one_sentence_and_one_remedy_in_plain_words(FailureKind kind)
    {
        var description = FailureCatalog.Describe(kind);

        Assert.Equal(kind, description.Kind);
        Assert.All([description.Sentence, description.Remedy], text =>
        {
            Assert.Matches("^[A-Z][^!?]{15,170}[.]$", text);
            Assert.DoesNotContain(kind.ToString(), text, StringComparison.Ordinal);
        });
        Assert.NotEqual(description.Sentence, description.Remedy);
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Is_transient_only_where_no_person_is_needed_and_nothing_can_have_been_changed(FailureKind kind)
    {
        var description = FailureCatalog.Describe(kind);

        if (description.IsTransient)
            Assert.Equal((false, FailureEffect.None, true), (description.NeedsPerson, description.DefaultEffect, description.Retry != FailureRetry.Never));
        Assert.True(description.AttentionReason is null || description.NeedsPerson);
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Of_work_that_has_ended_and_is_not_tried_again_by_itself_it_never_says_that_there_is_nothing_to_do(FailureKind kind)
    {
        foreach (var effect in Enum.GetValues<FailureEffect>())
        {
            var ended = FailureCatalog.DescribeEnded(new Failure(kind, Effect: effect));
            Assert.Matches("^[A-Z][^!?]{10,220}[.]$", ended.Remedy);
            Assert.DoesNotContain("Nothing to do", ended.Remedy, StringComparison.Ordinal);
            Assert.Equal(FailureCatalog.Describe(kind).IsTransient, ended.Remedy.Contains("/retry", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Tells_every_sentence_once()
    {
        var sentences = Enum.GetValues<FailureKind>().Select(kind => FailureCatalog.Describe(kind).Sentence).ToList();
        Assert.Equal(sentences.Count, sentences.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Groups_the_kinds_by_retry_as_the_vocabulary_does()
    {
        Assert.Equal(
            [RoleNotAvailable, MemberNotFound, AlreadyMember, AlreadyInvited, ProtectedMember, Cancelled, SecretTooLarge],
            Of(FailureRetry.Never));
        Assert.Equal(
            [ReadIncomplete, ReadInconsistent, RateLimited, SiteUnavailable, TimeoutBeforeSubmit, SecretUnavailable, SecretsThrottled, DirectoryUnavailable, StorageUnavailable],
            Of(FailureRetry.AfterDelay));
        Assert.Equal(
            [SessionExpired, EffectUnknown, EffectNotApplied, ConcurrentChange, BrowserFailure, LeaseLost, DeadlineExceeded],
            Of(FailureRetry.AfterReconcile));

        static IEnumerable<FailureKind> Of(FailureRetry retry) => Enum.GetValues<FailureKind>().Where(kind => FailureCatalog.Describe(kind).Retry == retry);
    }

    [Fact]
    public void Never_repeats_blindly_what_may_have_had_an_effect()
    {
        var unknown = new Failure(BrowserFailure, FailurePhase.Submit, FailureEffect.Unknown);

        Assert.False(FailureCatalog.MayRepeat(unknown));
        Assert.Equal((FailureRetry.AfterReconcile, false), (FailureCatalog.Describe(unknown).Retry, FailureCatalog.Describe(unknown).IsTransient));
        Assert.False(FailureCatalog.MayRepeat(new Failure(EffectUnknown, Effect: FailureEffect.Unknown)));
        Assert.True(FailureCatalog.MayRepeat(new Failure(BrowserFailure, FailurePhase.Read)));
        Assert.False(FailureCatalog.MayRepeat(new Failure(InvalidCredentials)));
    }

    [Theory]
    [InlineData(FailurePhase.Prepare, true)]
    [InlineData(FailurePhase.Login, false)]
    [InlineData(FailurePhase.Read, false)]
    public void What_the_session_or_a_read_of_everybody_came_upon_is_no_one_person_s(FailurePhase phase, bool isOnePersons) =>
        Assert.Equal(isOnePersons, FailureCatalog.ConcernsOnePerson(new Failure(ConcurrentChange, phase)));

    [Fact]
    public void Keeps_asking_a_person_whose_help_is_needed_even_when_the_effect_is_unknown() =>
        Assert.True(FailureCatalog.Describe(new Failure(SafetyStop, Effect: FailureEffect.Unknown)).NeedsPerson);
}
