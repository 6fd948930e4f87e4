using Azure;
using Azure.Data.Tables;
using Seatkeeper.Connectors;
using Seatkeeper.Domain.Failures;
using Seatkeeper.Functions.Accounts;

namespace Seatkeeper.Functions.Storage;

/// <summary>An account as the table holds it.</summary>
internal sealed class AccountRow : ITableEntity
{
    public string PartitionKey { get; set; } = AccountsTable.Partition;
    public string RowKey { get; set; } = "";
    public DateTimeOffset? Timestamp { get; set; }
    public ETag ETag { get; set; }
    public string App { get; set; } = "";
    public string Label { get; set; } = "";
    public string Username { get; set; } = "";
    public string Purpose { get; set; } = "";
    public string OwnerId { get; set; } = "";
    public string CredentialsVersion { get; set; } = "";
    public bool HasTotpSecret { get; set; }
    public string? InUseBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public string? RecordedVersion { get; set; }
    public string? RejectedKind { get; set; }
    public long? LastUsedCodeStep { get; set; }
    public DateTimeOffset? LastUnattendedSignIn { get; set; }
    public bool SignInAtOnce { get; set; }
    public string? HubId { get; set; }
    public DateTimeOffset? VerifiedAt { get; set; }
    public string? PendingVersion { get; set; }
    public string? PendingStep { get; set; }
    public bool PendingHasTotp { get; set; }
    public DateTimeOffset? PendingSentAt { get; set; }
    public bool PendingWasRefused { get; set; }
    public bool PendingWasTried { get; set; }
    public string? PendingRejectedKind { get; set; }
    public string? RetiredVersion { get; set; }
    public string? KeptVersions { get; set; }
    public bool HasUntoldPassword { get; set; }
    public bool HasUntoldTotp { get; set; }
    public string? GivenCode { get; set; }
    public DateTimeOffset? CodeGivenAt { get; set; }
    public string? CodeTaskId { get; set; }
    public DateTimeOffset? NotBefore { get; set; }
    public bool HasBackupCode { get; set; }
    public string? BackupCode { get; set; }
    public string? SpentBackupCodes { get; set; }
    public string? TaskId { get; set; }

    public static AccountRow Of(Account account)
    {
        var row = new AccountRow
        {
            RowKey = account.Id,
            App = account.App,
            Label = account.Label,
            Username = account.Username,
            Purpose = account.Purpose.ToString(),
            OwnerId = account.OwnerId,
            CredentialsVersion = account.CredentialsVersion,
            HasTotpSecret = account.HasTotpSecret,
            InUseBy = account.InUseBy,
            CreatedAt = account.CreatedAt,
            UpdatedAt = account.UpdatedAt,
            HubId = account.HubId,
            VerifiedAt = account.VerifiedAt,
            RetiredVersion = account.RetiredVersion,
            KeptVersions = account.KeptVersions.Count == 0 ? null : string.Join(',', account.KeptVersions),
            HasUntoldPassword = account.HasUntoldPassword,
            HasUntoldTotp = account.HasUntoldTotp,
            GivenCode = account.GivenCode,
            CodeGivenAt = account.CodeGivenAt,
            CodeTaskId = account.CodeTaskId,
            NotBefore = account.NotBefore,
            HasBackupCode = account.HasBackupCode,
            BackupCode = account.BackupCode,
            SpentBackupCodes = account.SpentBackupCodes.Count == 0 ? null : string.Join(',', account.SpentBackupCodes),
            TaskId = account.TaskId,
        };
        row.Apply(account.SignIn);
        row.Apply(account.Pending);
        return row;
    }

    public void Apply(SignInRecord record)
    {
        RecordedVersion = record.CredentialsVersion;
        RejectedKind = record.RejectedKind?.ToString();
        LastUsedCodeStep = record.LastUsedCodeStep;
        LastUnattendedSignIn = record.LastUnattendedSignIn;
        SignInAtOnce = record.SignInAtOnce;
    }

    public Account ToAccount() => new(
        RowKey, App, Label, Username, Enum.Parse<AccountPurpose>(Purpose), OwnerId, CredentialsVersion, HasTotpSecret, InUseBy, CreatedAt, UpdatedAt,
        new SignInRecord(RecordedVersion, KindOf(RejectedKind), LastUsedCodeStep, LastUnattendedSignIn, SignInAtOnce), ETag)
    {
        HubId = HubId,
        VerifiedAt = VerifiedAt,
        Pending = PendingVersion is { } version
            ? new PendingCredentials(
                version, RowText.Enum<ProtectionStep>(PendingStep ?? ""), PendingHasTotp, PendingSentAt, PendingWasRefused, PendingWasTried, KindOf(PendingRejectedKind))
            : null,
        RetiredVersion = RetiredVersion,
        KeptVersions = KeptVersions?.Split(',') ?? [],
        HasUntoldPassword = HasUntoldPassword,
        HasUntoldTotp = HasUntoldTotp,
        GivenCode = GivenCode,
        CodeGivenAt = CodeGivenAt,
        CodeTaskId = CodeTaskId,
        NotBefore = NotBefore,
        BackupCode = HasBackupCode ? BackupCode ?? Account.OlderBackupCode : null,
        SpentBackupCodes = SpentBackupCodes?.Split(',') ?? [],
        TaskId = TaskId,
    };

    private void Apply(PendingCredentials? pending)
    {
        PendingVersion = pending?.Version;
        PendingStep = pending?.Step.ToString();
        PendingHasTotp = pending?.HasTotpSecret ?? false;
        PendingSentAt = pending?.SentAt;
        PendingWasRefused = pending?.WasRefused ?? false;
        PendingWasTried = pending?.WasTried ?? false;
        PendingRejectedKind = pending?.RejectedKind?.ToString();
    }

    private static FailureKind? KindOf(string? text) => text is null ? null : Enum.Parse<FailureKind>(text);
}
