import vue from '@vitejs/plugin-vue';

// Vue has to know which tags are not its own.
const isCustomElement = (tag) => tag.startsWith('dm-');

export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };
