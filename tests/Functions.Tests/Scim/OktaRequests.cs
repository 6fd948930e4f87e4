using static Seatkeeper.Functions.Tests.Scim.EntraRequests;

namespace Seatkeeper.Functions.Tests.Scim;

/// <summary>What Okta's provisioning sends, by Okta's documentation of it: apps of the integration wizard say everything anew by PUT, those of the network change by PATCH.</summary>
internal static class OktaRequests
{
    private const string Bob = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"bob@okta.test","name":{"givenName":"Bob","familyName":"User"},"emails":[{"primary":true,"value":"bob@okta.test","type":"work"}],"displayName":"Bob User","locale":"en-US","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}""";

    public static IReadOnlyList<ProviderRequest> All { get; } =
    [
        new("Test connector: users", "GET", "Users?startIndex=1&count=2", 200) { Shows = Of(("totalResults", "0"), ("itemsPerPage", "0")) },
        new("Test connector: groups", "GET", "Groups?startIndex=1&count=100", 200) { Shows = Of(("totalResults", "0")) },
        new("What can it do?", "GET", "ServiceProviderConfig", 200) { Shows = Of(("patch.supported", "true"), ("filter.supported", "true"), ("bulk.supported", "false"), ("etag.supported", "true")) },
        new("Is the person known?", "GET", "Users?filter=userName%20eq%20%22bob%40okta.test%22&startIndex=1&count=100", 200) { Shows = Of(("totalResults", "0"), ("startIndex", "1")) },
        new("Create a user", "POST", "Users", 201, Bob) { Keeps = "bob", Shows = Of(("userName", "bob@okta.test"), ("displayName", "Bob User"), ("externalId", "00ujl29u0le5T6Aj10h7"), ("active", "true"), ("password", ""), ("emails.0.type", "work")) },
        new("Create a user again", "POST", "Users", 409, Bob) { Shows = Of(("status", "409"), ("scimType", "uniqueness")) },
        new("Create another user", "POST", "Users", 201, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"eve@okta.test","name":{"givenName":"Eve","familyName":"User"},"emails":[{"primary":true,"value":"eve@okta.test","type":"work"}],"externalId":"00ujl29u0le5T6Aj10h8","active":true}""") { Keeps = "eve" },
        new("Import users", "GET", "Users?startIndex=1&count=100", 200) { Shows = Of(("totalResults", "2"), ("itemsPerPage", "2"), ("startIndex", "1")) },
        new("Import users: the page after the last", "GET", "Users?startIndex=101&count=100", 200) { Shows = Of(("totalResults", "2"), ("itemsPerPage", "0"), ("startIndex", "101")) },
        new("Read a user", "GET", "Users/{bob}", 200) { Shows = Of(("name.givenName", "Bob")) },
        new("Update a user (PUT)", "PUT", "Users/{bob}", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{bob}","userName":"bob@okta.test","name":{"givenName":"Another","middleName":"Excited","familyName":"User"},"emails":[{"primary":true,"value":"bob@okta.test","type":"work","display":"bob@okta.test"}],"active":true,"groups":[],"meta":{"resourceType":"User"}}""")
        { Shows = Of(("name.givenName", "Another"), ("name.middleName", "Excited"), ("displayName", ""), ("externalId", "00ujl29u0le5T6Aj10h7"), ("emails.0.display", "bob@okta.test")) },
        new("Deactivate a user (PATCH)", "PATCH", "Users/{bob}", 200, Patch("""{"op":"replace","value":{"active":false}}""")) { Shows = Of(("active", "false"), ("userName", "bob@okta.test")) },
        new("Reactivate a user (PATCH)", "PATCH", "Users/{bob}", 200, Patch("""{"op":"replace","value":{"active":true}}""")) { Shows = Of(("active", "true")) },
        new("Deactivate a user (PUT)", "PUT", "Users/{bob}", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{bob}","userName":"bob@okta.test","name":{"givenName":"Another","familyName":"User"},"emails":[{"primary":true,"value":"bob@okta.test","type":"work"}],"active":false}""") { Shows = Of(("active", "false")) },
        new("Reactivate a user (PUT)", "PUT", "Users/{bob}", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"{bob}","userName":"bob@okta.test","name":{"givenName":"Another","familyName":"User"},"emails":[{"primary":true,"value":"bob@okta.test","type":"work"}],"active":true}""") { Shows = Of(("active", "true")) },
        new("Sync the password", "PATCH", "Users/{bob}", 200, Patch("""{"op":"replace","value":{"password":"1mz050nq"}}""")) { Shows = Of(("password", "")) },
        new("Push a group", "POST", "Groups", 201, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Test SCIMv2","members":[]}""") { Keeps = "group", Shows = Of(("displayName", "Test SCIMv2"), ("members", "[]")) },
        new("Import groups", "GET", "Groups?startIndex=1&count=100", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{group}")) },
        new("Change membership (PATCH)", "PATCH", "Groups/{group}", 204, Patch("""{"op":"remove","path":"members[value eq \"89bb1940-b905-4575-9e7f-6f887cfb368e\"]"},{"op":"add","path":"members","value":[{"value":"{bob}","display":"bob@okta.test"}]}""")),
        new("Push all members (PATCH)", "PATCH", "Groups/{group}", 204, Patch("""{"op":"replace","path":"members","value":[{"value":"{bob}","display":"bob@okta.test"},{"value":"{eve}","display":"eve@okta.test"}]}""")),
        new("Rename a group (PATCH)", "PATCH", "Groups/{group}", 204, Patch("""{"op":"replace","value":{"id":"{group}","displayName":"Test SCIMv20"}}""")),
        new("Read a group", "GET", "Groups/{group}", 200) { Shows = Of(("displayName", "Test SCIMv20"), ("members.1.type", "User"), ("members.2", "")) },
        new("Update a group (PUT)", "PUT", "Groups/{group}", 200, """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"{group}","displayName":"Test SCIMv2","members":[{"value":"{eve}","display":"eve@okta.test"}]}""") { Shows = Of(("members.0.value", "{eve}"), ("members.1", "")) },
        new("Delete a pushed group", "DELETE", "Groups/{group}", 204),
        new("The group is gone", "GET", "Groups/{group}", 404),
    ];
}
