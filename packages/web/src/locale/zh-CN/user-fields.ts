export default {
  userFields: {
    title: '更多资料',
    saved: '更多资料已保存',
    choose: '请选择…',
    yes: '是',
    no: '否',
    faulty: '填写的内容不符合要求。',
  },
} as const
