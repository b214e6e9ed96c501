/**
 * Says in both languages that the pages could not be loaded, where not even their texts came, and
 * offers to load them anew.
 */
export function sayNothingCame(place: Element): void {
  const text = document.createElement('p')
  text.setAttribute('role', 'alert')
  text.textContent = '页面加载失败。 / The pages could not be loaded. '
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = '重新加载 / Reload'
  button.addEventListener('click', () => location.reload())
  text.append(button)
  place.append(text)
}
