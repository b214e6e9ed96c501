import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import parser from 'vue-eslint-parser'

/** What is said of templates alone: scripts are Biome's and the compiler's. */
export default [
  {
    files: ['packages/web/src/**/*.vue'],
    plugins: { vue, 'vuejs-accessibility': accessibility },
    languageOptions: { parser, parserOptions: { parser: false } },
    processor: vue.processors.vue,
    rules: {
      ...accessibility.configs['flat/recommended'].at(-1).rules,
      // A label stands beside its control and names it by `for`, which may be a component's.
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
      'vuejs-accessibility/no-static-element-interactions': 'error',
      // What people wrote is text, always (attack A225).
      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      'vue/require-v-for-key': 'error',
      'vue/valid-v-for': 'error',
      'vue/valid-v-model': 'error',
      'vue/valid-v-slot': 'error',
      'vue/no-duplicate-attributes': 'error',
      'vue/no-use-v-if-with-v-for': 'error',
      'vue/no-template-target-blank': 'error',
      // No style in an attribute: the policy of the pages has no unsafe-inline.
      'vue/no-static-inline-styles': 'error',
    },
  },
]
