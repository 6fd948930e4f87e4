using Seatkeeper.GraphSimulator.Model;

namespace Seatkeeper.GraphSimulator.Worlds;

/// <summary>People that nobody needs to name. Their addresses are ann.adams.1@…, the number being their own.</summary>
internal static class MadeUpPeople
{
    private static readonly string[] Given = ["Ann", "Bo", "Cai", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kim", "Lena", "Mo", "Nia", "Olaf", "Pia", "Raj", "Sara", "Tom", "Uma"];
    private static readonly string[] Family = ["Adams", "Berg", "Costa", "Diaz", "Evans", "Fuchs", "Green", "Hall", "Ito", "Jung", "Khan", "Lopez", "Meyer", "Novak", "Olsen", "Park", "Quinn"];

    public static IEnumerable<UserFields> Of(WorldRecipe recipe)
    {
        for (var number = 1; number <= recipe.Users; number++)
        {
            var given = Given[number % Given.Length];
            var family = Family[number % Family.Length];
            var isGuest = recipe.GuestEvery > 0 && number % recipe.GuestEvery == 0;
            var name = $"{given}.{family}.{number}".ToLowerInvariant();
            var mail = isGuest ? $"{name}@partner.test" : $"{name}@{recipe.Domain}";
            yield return new UserFields
            {
                DisplayName = $"{given} {family} {number}",
                GivenName = given,
                Surname = family,
                Mail = mail,
                UserPrincipalName = isGuest ? $"{name}_partner.test#EXT#@{recipe.Domain}" : mail,
                UserType = isGuest ? "Guest" : "Member",
                ExternalUserState = isGuest ? "Accepted" : null,
                ProxyAddresses = [$"SMTP:{mail}"],
            };
        }
    }
}
