namespace Seatkeeper.AhrefsSimulator.Seeding;

/// <summary>Forty names: right-to-left, CJK, combining marks, emoji, and Latin with everything on top.</summary>
public static class UnicodeNames
{
    public static readonly IReadOnlyList<string> All =
    [
        "محمد العربي", "فاطمة الزهراء", "يوسف بن علي", "مريم حداد", "דוד כהן", "שרה לוי", "יעקב מזרחי", "رضا پهلوان",
        "山田太郎", "佐藤花子", "鈴木一郎", "王小明", "李娜", "张伟", "陳大文", "김철수", "박영희", "이순신", "ごとう ゆい", "𠮷田 翔",
        "Zoe\u0308 Mu\u0308ller", "Jose\u0301 Nu\u0301n\u0303ez", "A\u030Asa O\u0308berg", "Nguye\u0302\u0303n Va\u0306n A", "T\u0323\u0302m Le\u0302",
        "Anna 🚀 Berg", "👩‍💻 Dev", "Leo 🏳️‍🌈", "🦊", "Mia 👍🏽 Koch",
        "Łukasz Żółć", "Ñandú Peña", "Øystein Ærø", "Çağrı Şahin", "Đặng Thị Hồng", "Иван Петров", "Ελένη Παπαδοπούλου", "ไทย สมชาย",
        "देवी शर्मा", "தமிழ் செல்வி",
    ];
}
