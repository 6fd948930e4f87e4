using Seatkeeper.AhrefsSimulator.Securing;
using Seatkeeper.AhrefsSimulator.Worlds;

namespace Seatkeeper.AhrefsSimulator.Api;

/// <summary>Every JSON call there is.</summary>
internal static class ApiCalls
{
    private static readonly Dictionary<string, ApiCall> ByName = new ApiCall[]
    {
        new("tkGetWorkspaceInfo", Traffic.Read, Access.ListReader, ReadCalls.WorkspaceInfo),
        new("simListMembers", Traffic.Read, Access.ListReader, ReadCalls.ListMembers),
        new("simShell", Traffic.Read, Access.SignedIn, ShellCalls.Shell),
        new("simLimits", Traffic.Read, Access.SignedIn, ShellCalls.Limits),
        new("simApiKeys", Traffic.Read, Access.Manager, ReadCalls.ApiKeys),
        new("simInviteMembers", Traffic.Write, Access.Manager, InviteCalls.Invite),
        new("simChangeRole", Traffic.Write, Access.Manager, ChangeCalls.ChangeRole),
        new("simRemoveMember", Traffic.Write, Access.Manager, ChangeCalls.Remove),
        new("simResendInvitation", Traffic.Write, Access.Manager, ChangeCalls.Resend),
        new("simCancelInvitation", Traffic.Write, Access.Manager, ChangeCalls.Cancel),
        new("simSetRequire2fa", Traffic.Write, Access.Manager, ChangeCalls.SetRequire2fa),
        new("simSwitchWorkspace", Traffic.Write, Access.SignedIn, ShellCalls.SwitchWorkspace),
        new("simSecurity", Traffic.Read, Access.SignedIn, SecurityCalls.Security),
        new("simChangePassword", Traffic.Write, Access.SignedIn, SecurityCalls.ChangePassword),
        new("simBeginTwoFactor", Traffic.Write, Access.SignedIn, SecurityCalls.BeginTwoFactor),
        new("simConfirmTwoFactor", Traffic.Write, Access.SignedIn, SecurityCalls.ConfirmTwoFactor),
        new("simTurnOffTwoFactor", Traffic.Write, Access.SignedIn, SecurityCalls.TurnOffTwoFactor),
        new("simSetLanguage", Traffic.Write, Access.SignedIn, ShellCalls.SetLanguage),
        new("simSignIn", Traffic.Write, Access.Anyone, SignInCalls.SignIn),
        new("simTotp", Traffic.Write, Access.Anyone, SecondFactorCalls.Totp),
        new("simVerificationState", Traffic.Read, Access.Anyone, SecondFactorCalls.VerificationState),
        new("simSignOut", Traffic.Write, Access.SignedIn, SignInCalls.SignOut),
    }.ToDictionary(c => c.Name, StringComparer.Ordinal);

    public static ApiCall? Find(string name) => ByName.GetValueOrDefault(name);
}
