export default {
  undo: {
    label: '还原',
    done: '已还原：{name}',
    changed: '未还原：{name} 之后又有改动',
    failed: '未还原：{name}。{why}',
  },
} as const
