import type { InterfaceClass } from './interface-class.js';

/** Image transfer (Blue Book 4.4.6). */
export const IMAGE_TRANSFER: InterfaceClass = {
  classId: 18,
  name: 'Image transfer',
  versions: {
    0: {
      attributes: {
        2: 'image_block_size',
        3: 'image_transferred_blocks_status',
        4: 'image_first_not_transferred_block_number',
        5: 'image_transfer_enabled',
        6: 'image_transfer_status',
        7: 'image_to_activate_info',
      },
      methods: {
        1: 'image_transfer_initiate',
        2: 'image_block_transfer',
        3: 'image_verify',
        4: 'image_activate',
      },
    },
  },
};
