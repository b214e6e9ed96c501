export declare const App: import('vue').Component
export declare const router: import('vue-router').Router
