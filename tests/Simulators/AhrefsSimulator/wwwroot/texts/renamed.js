// What variant E calls otherwise, in each language, by the English text of the others.

export default {
  en: {
    'Invite members': 'Add people',
    'Access level': 'Role',
    'Change access level': 'Change role',
    'Remove from workspace': 'Revoke access',
    'Confirmed': 'Active',
    'Pending': 'Invited',
  },
  de: {
    'Invite members': 'Personen hinzufügen',
    'Access level': 'Rolle',
    'Change access level': 'Rolle ändern',
    'Remove from workspace': 'Zugriff entziehen',
    'Confirmed': 'Aktiv',
    'Pending': 'Eingeladen',
  },
  es: {
    'Invite members': 'Añadir personas',
    'Access level': 'Rol',
    'Change access level': 'Cambiar rol',
    'Remove from workspace': 'Revocar acceso',
    'Confirmed': 'Activos',
    'Pending': 'Con invitación',
  },
  fr: {
    'Invite members': 'Ajouter des personnes',
    'Access level': 'Rôle',
    'Change access level': 'Changer le rôle',
    'Remove from workspace': 'Révoquer l’accès',
    'Confirmed': 'Actifs',
    'Pending': 'Invités',
  },
  ja: {
    'Invite members': 'ユーザーを追加',
    'Access level': 'ロール',
    'Change access level': 'ロールを変更',
    'Remove from workspace': 'アクセス権を取り消す',
    'Confirmed': '有効',
    'Pending': '招待済み',
  },
};
