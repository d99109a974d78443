// A component of its own is what Vue draws alone; that is all there is to it.
export default { template: "<div><slot></slot></div>" };
