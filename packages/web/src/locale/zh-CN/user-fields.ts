export default {
  userFields: {
    title: '更多资料',
    choose: '请选择…',
    yes: '是',
    no: '否',
    faulty: '填写的内容不符合要求。',
  },
} as const
