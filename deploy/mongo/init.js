// Makes the replica set and one user a service; safe to run again.
// A service may read and write its own database and nothing else; it makes its indexes itself.
const services = ["registry", "volunteers", "charity", "metrics"];

try {
  rs.status();
} catch (error) {
  rs.initiate({ _id: "wushe", members: [{ _id: 0, host: "mongo:27017" }] });
}
while (!db.hello().isWritablePrimary) {
  sleep(200);
}
for (const name of services) {
  const password = process.env[`MONGO_${name.toUpperCase()}_PASSWORD`];
  const own = db.getSiblingDB(name);
  const roles = [{ role: "readWrite", db: name }];
  if (own.getUser(name)) {
    own.updateUser(name, { pwd: password, roles });
  } else {
    own.createUser({ user: name, pwd: password, roles });
  }
}
print(`ready: ${services.join(", ")}`);
