import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: {
    2: 'object_list',
    3: 'associated_partners_id',
    4: 'application_context_name',
    5: 'xDLMS_context_info',
    6: 'authentication_mechanism_name',
    7: 'secret',
    8: 'association_status',
  },
  methods: {
    1: 'reply_to_HLS_authentication',
    2: 'change_HLS_secret',
    3: 'add_object',
    4: 'remove_object',
  },
};

const V1 = { attributes: { ...V0.attributes, 9: 'security_setup_reference' }, methods: V0.methods };

const V2 = {
  attributes: { ...V1.attributes, 10: 'user_list', 11: 'current_user' },
  methods: { ...V1.methods, 5: 'add_user', 6: 'remove_user' },
};

/** Association LN (Blue Book 4.4.4). */
export const ASSOCIATION_LN: InterfaceClass = {
  classId: 15,
  name: 'Association LN',
  versions: { 0: V0, 1: V1, 2: V2, 3: V2 },
};
