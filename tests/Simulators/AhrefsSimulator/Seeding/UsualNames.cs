namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>Plain names, all invented combinations.</summary>
internal static class UsualNames
{
    public static readonly IReadOnlyList<string> First =
    [
        "Anna", "Ben", "Carla", "Daniel", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Karin", "Liam", "Maria", "Nora",
        "Oscar", "Paula", "Quentin", "Rosa", "Samuel", "Tina", "Umar", "Vera", "Walter", "Xenia", "Yusuf", "Zara", "Amir", "Bianca",
        "Cedric", "Dora", "Emil", "Fatima", "Gustav", "Hanna", "Ivan", "Julia", "Kofi", "Lena", "Marco", "Nadia", "Olaf", "Petra",
        "Rahul", "Sofia", "Tomas", "Ulrike", "Victor", "Wanda", "Yara", "Zoltan",
    ];

    public static readonly IReadOnlyList<string> Last =
    [
        "Berg", "Castro", "Dietrich", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jansen", "Kowalski", "Larsen", "Moreau",
        "Novak", "Olsen", "Petrov", "Quinn", "Rossi", "Silva", "Tanaka", "Ueda", "Vogel", "Weber", "Xu", "Young", "Ziegler", "Abdi",
        "Brown", "Chen", "Duarte", "Eriksen", "Ferrari", "Gupta", "Horvat", "Ivanova", "Jones", "Khan", "Lopez", "Meyer", "Nguyen",
        "Okafor", "Park", "Reyes", "Schmidt", "Torres", "Usman", "Varga", "Wagner", "Yilmaz", "Zhou", "Lindqvist",
    ];
}
