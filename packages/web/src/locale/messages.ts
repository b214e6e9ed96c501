import type zhCN from './zh-CN/index.ts'

/** The same keys in every language, held together by the type. */
type TextsOf<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : TextsOf<Tree[Key]>
}

export type Messages = TextsOf<typeof zhCN>
