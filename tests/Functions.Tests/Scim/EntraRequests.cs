namespace Seatkeeper.Functions.Tests.Scim;

/// <summary>What Entra's provisioning sends, by Microsoft's documentation of it, with and without the flag <c>aadOptscim062020</c>.</summary>
internal static class EntraRequests
{
    public static IReadOnlyList<ProviderRequest> All { get; } =
    [
        new("Test connection: a user whom nobody has", "GET", "Users?filter=userName eq \"7a3c1f6e-0000-4000-8000-1d1d1d1d1d1d\"", 200) { Shows = Of(("totalResults", "0"), ("startIndex", "1"), ("itemsPerPage", "0"), ("Resources.0", "")) },
        new("Attributes for the mapping", "GET", "Schemas", 200) { Shows = Of(("totalResults", "2"), ("Resources.0.attributes.0.name", "userName"), ("Resources.0.attributes.0.mutability", "readWrite")) },
        new("Is the person known?", "GET", "Users?filter=userName eq \"Ada@entra.test\"", 200) { Shows = Of(("totalResults", "0")) },
        new("Create a user", "POST", "Users", 201,
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"Ada@entra.test",
             "active":true,"emails":[{"primary":true,"type":"work","value":"Ada.Byron@entra.test"}],"meta":{"resourceType":"User"},"name":{"formatted":"Ada Byron","familyName":"Byron","givenName":"Ada"},
             "roles":[],"title":"Countess","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"123456","department":"Engines"}}
            """)
        {
            Keeps = "ada",
            Shows = Of(("schemas.0", "urn:ietf:params:scim:schemas:core:2.0:User"), ("schemas.1", ""), ("userName", "Ada@entra.test"), ("externalId", "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"), ("active", "true"), ("name.familyName", "Byron"),
                ("emails.0.value", "Ada.Byron@entra.test"), ("emails.0.primary", "true"), ("meta.resourceType", "User"), ("title", "")),
        },
        new("Create a user again", "POST", "Users", 409, """{"userName":"ada@ENTRA.test","emails":[{"type":"work","value":"else@entra.test"}]}""") { Shows = Of(("scimType", "uniqueness")) },
        new("Read a user", "GET", "Users/{ada}", 200) { Shows = Of(("name.formatted", "Ada Byron"), ("meta.location", "/scim/v2/Users/{ada}")) },
        new("Read a user who is not there", "GET", "Users/{nobody}", 404) { Shows = Of(("status", "404")) },
        new("Find a user by userName, in any case", "GET", "Users?filter=userName eq \"ada@entra.TEST\"", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{ada}")) },
        new("Find a user by externalId", "GET", "Users?filter=externalId eq \"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef\"", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{ada}")) },
        new("Find a user by the work address", "GET", "Users?filter=emails[type eq \"work\"].value eq \"ada.byron@entra.test\"", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{ada}")) },
        new("Does the user have this manager?", "GET", "Users?filter=id eq \"{ada}\" and manager eq \"2\"&attributes=id", 200) { Shows = Of(("totalResults", "0")) },
        new("Change address and name", "PATCH", "Users/{ada}", 200,
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"ada.lovelace@entra.test"},
             {"op":"Replace","path":"name.familyName","value":"Lovelace"},{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"7"}]}
            """) { Shows = Of(("emails.0.value", "ada.lovelace@entra.test"), ("emails.0.primary", "true"), ("name.familyName", "Lovelace"), ("name.givenName", "Ada")) },
        new("Change userName", "PATCH", "Users/{ada}", 200, Patch("""{"op":"Replace","path":"userName","value":"ada.l@entra.test"}""")) { Shows = Of(("userName", "ada.l@entra.test")) },
        new("Change several at once, with the flag", "PATCH", "Users/{ada}", 200,
            Patch("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"ada.k@entra.test"},{"op":"replace","value":{"displayName":"Ada King","name.givenName":"Augusta","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"Aklq"}}"""))
        { Shows = Of(("displayName", "Ada King"), ("name.givenName", "Augusta"), ("emails.0.value", "ada.k@entra.test")) },
        new("Disable a user: False as text", "PATCH", "Users/{ada}", 200, Patch("""{"op":"Replace","path":"active","value":"False"}""")) { Shows = Of(("active", "false")) },
        new("A disabled user is still there", "GET", "Users?filter=userName eq \"ada.l@entra.test\"", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.active", "false")) },
        new("Enable a user", "PATCH", "Users/{ada}", 200, Patch("""{"op":"Replace","path":"active","value":"True"}""")) { Shows = Of(("active", "true")) },
        new("Disable a user, with the flag", "PATCH", "Users/{ada}", 200, Patch("""{"op":"replace","path":"active","value":false}""")) { Shows = Of(("active", "false")) },
        new("Enable a user, with the flag", "PATCH", "Users/{ada}", 200, Patch("""{"op":"replace","path":"active","value":true}""")) { Shows = Of(("active", "true")) },
        new("Is the group known?", "GET", "Groups?excludedAttributes=members&filter=displayName eq \"Analysts\"", 200) { Shows = Of(("totalResults", "0")) },
        new("Create a group", "POST", "Groups", 201,
            """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],"externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"Analysts","meta":{"resourceType":"Group"}}""")
        { Keeps = "group", Shows = Of(("displayName", "Analysts"), ("externalId", "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159"), ("meta.resourceType", "Group"), ("members", "[]")) },
        new("Add a member", "PATCH", "Groups/{group}", 204, Patch("""{"op":"Add","path":"members","value":[{"$ref":null,"value":"{ada}"}]}""")),
        new("Add a member again", "PATCH", "Groups/{group}", 204, Patch("""{"op":"Add","path":"members","value":[{"$ref":null,"value":"{ada}"}]}""")),
        new("Read a group without members", "GET", "Groups/{group}?excludedAttributes=members", 200) { Shows = Of(("displayName", "Analysts"), ("members", "")) },
        new("Find a group by displayName", "GET", "Groups?excludedAttributes=members&filter=displayName eq \"analysts\"", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{group}"), ("Resources.0.members", "")) },
        new("Is the person a member?", "GET", "Groups?filter=id eq \"{group}\" and members eq \"{ada}\"&attributes=id", 200) { Shows = Of(("totalResults", "1"), ("Resources.0.id", "{group}"), ("Resources.0.displayName", "")) },
        new("Rename a group", "PATCH", "Groups/{group}", 204, Patch("""{"op":"Replace","path":"displayName","value":"Analysts and friends"}""")),
        new("Remove a member", "PATCH", "Groups/{group}", 204, Patch("""{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{ada}"}]}""")),
        new("The member is out", "GET", "Groups/{group}", 200) { Shows = Of(("displayName", "Analysts and friends"), ("members", "[]")) },
        new("Add a member for the flag's way", "PATCH", "Groups/{group}", 204, Patch("""{"op":"add","path":"members","value":[{"value":"{ada}"}]}""")),
        new("Remove a member, with the flag", "PATCH", "Groups/{group}", 204, Patch("""{"op":"remove","path":"members[value eq \"{ada}\"]"}""")),
        new("Is the person a member still?", "GET", "Groups?filter=id eq \"{group}\" and members eq \"{ada}\"&attributes=id", 200) { Shows = Of(("totalResults", "0")) },
        new("Add 500 members at once", "PATCH", "Groups/{group}", 204, Patch("""{"op":"Add","path":"members","value":{everybody}}""")),
        new("All of them are in", "GET", "Groups/{group}", 200) { Shows = Of(("members.499.value", "{last}"), ("members.500", "")) },
        new("Delete a group", "DELETE", "Groups/{group}", 204),
        new("The group is gone", "GET", "Groups/{group}?excludedAttributes=members", 404),
        new("Delete a user", "DELETE", "Users/{ada}", 204),
        new("The user is gone", "GET", "Users/{ada}", 404),
        new("And found no more", "GET", "Users?filter=userName eq \"ada.l@entra.test\"", 200) { Shows = Of(("totalResults", "0")) },
    ];

    internal static string Patch(string operations) => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{operations}}]}""";

    internal static Dictionary<string, string> Of(params (string Path, string Value)[] shown) => shown.ToDictionary(pair => pair.Path, pair => pair.Value, StringComparer.Ordinal);
}
