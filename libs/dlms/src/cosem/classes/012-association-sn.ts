import type { InterfaceClass } from './interface-class.js';

const V0 = {
  attributes: { 2: 'object_list' },
  methods: {
    1: 'getlist_by_classid',
    2: 'getobj_by_logicalname',
    3: 'read_by_logicalname',
    4: 'get_attributes&methods',
    5: 'change_LLS_secret',
    6: 'change_HLS_secret',
    7: 'get_HLS_challenge',
    8: 'reply_to_HLS_authentication',
  },
};

const V1 = { attributes: { ...V0.attributes, 3: 'access_rights_list' }, methods: V0.methods };

const V2 = { attributes: { ...V1.attributes, 4: 'security_setup_reference' }, methods: V1.methods };

const V3 = {
  attributes: { ...V2.attributes, 5: 'user_list', 6: 'current_user' },
  methods: { ...V2.methods, 9: 'add_user', 10: 'remove_user' },
};

/** Association SN (Blue Book 4.4.3). */
export const ASSOCIATION_SN: InterfaceClass = {
  classId: 12,
  name: 'Association SN',
  versions: { 0: V0, 1: V1, 2: V2, 3: V3, 4: V3 },
};
