import type { Signatures } from '../type-description';

/** What the public API takes: made by `npm run arguments`. */
export const SIGNATURES = {
 "callables": {
  "Authentication.anyOf": [
   {
    "name": "first",
    "type": {
     "instance": "Authentication"
    }
   },
   {
    "name": "others",
    "type": {
     "list": {
      "instance": "Authentication"
     }
    }
   }
  ],
  "Authentication.gssapi": [
   {
    "name": "realm",
    "type": {
     "instance": "KerberosRealm"
    }
   }
  ],
  "Authentication.oauthBearer": [
   {
    "name": "issuer",
    "type": {
     "instance": "TokenIssuer"
    }
   }
  ],
  "Authentication.oneWayTls": [
   {
    "name": "props",
    "type": {
     "props": "OneWayTlsProps"
    },
    "optional": true
   }
  ],
  "CertificateAuthority.existing": [
   {
    "name": "props",
    "type": {
     "props": "ExistingAuthorityProps"
    }
   }
  ],
  "CodedError": [
   {
    "name": "violations",
    "type": {
     "list": {
      "props": "Violation"
     }
    }
   }
  ],
  "Console": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "ConsoleProps"
    }
   }
  ],
  "Console.kafbat": [
   {
    "name": "image",
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   }
  ],
  "Console.quarkus": [
   {
    "name": "image",
    "type": {
     "instance": "ServerImage"
    }
   }
  ],
  "ContainerLogs.driver": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "options",
    "type": {
     "map": "string",
     "keys": "string"
    },
    "optional": true
   }
  ],
  "ContainerLogs.rotated": [
   {
    "name": "props",
    "type": {
     "props": "RotatedLogsProps"
    },
    "optional": true
   }
  ],
  "DriftIgnore.brokerSetting": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "DriftIgnore.clientId": [
   {
    "name": "id",
    "type": "string"
   }
  ],
  "DriftIgnore.ipAddress": [
   {
    "name": "address",
    "type": "string"
   }
  ],
  "DriftIgnore.topic": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "DriftIgnore.topicSetting": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "DriftIgnore.topicsWithPrefix": [
   {
    "name": "prefix",
    "type": "string"
   }
  ],
  "DriftIgnore.user": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "DriftIgnore.usersWithPrefix": [
   {
    "name": "prefix",
    "type": "string"
   }
  ],
  "Duration.days": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Duration.hours": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Duration.milliseconds": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Duration.minutes": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Duration.seconds": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Host.of": [
   {
    "name": "engine",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "HostProps"
    },
    "optional": true
   }
  ],
  "KafkaBase": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "KafkaBaseProps"
    }
   }
  ],
  "KafkaCluster": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "KafkaClusterProps"
    }
   }
  ],
  "KafkaCluster#addUser": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "login",
    "type": {
     "instance": "UserLogin"
    }
   }
  ],
  "KafkaCluster#certificateUser": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "KafkaCluster#kerberosUser": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "KafkaCluster#plainUser": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "KafkaCluster.fromAttributes": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "attributes",
    "type": {
     "props": "KafkaClusterAttributes"
    }
   }
  ],
  "KafkaCluster.fromKafkaClusterAttributes": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "attributes",
    "type": {
     "props": "KafkaClusterAttributes"
    }
   }
  ],
  "KafkaPlatform": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "KafkaPlatformProps"
    },
    "optional": true
   }
  ],
  "KafkaResources": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "KafkaResourcesProps"
    }
   }
  ],
  "KafkaResources#addAcl": [
   {
    "name": "rule",
    "type": {
     "props": "AclRule"
    }
   }
  ],
  "KafkaResources#addQuota": [
   {
    "name": "entity",
    "type": {
     "instance": "QuotaEntity"
    }
   },
   {
    "name": "props",
    "type": {
     "props": "QuotaProps"
    }
   }
  ],
  "KafkaResources#addTopic": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "TopicProps"
    }
   }
  ],
  "KafkaResources#addUser": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "UserProps"
    },
    "optional": true
   }
  ],
  "KafkaResources#grant": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   },
   {
    "name": "intent",
    "type": {
     "literals": [
      "administer",
      "consume",
      "describe",
      "produce",
      "transact"
     ]
    }
   },
   {
    "name": "target",
    "type": {
     "props": "GrantTarget"
    }
   }
  ],
  "KafkaResources#grantAdmin": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   }
  ],
  "KafkaResources#grantTransactions": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   },
   {
    "name": "prefix",
    "type": "string"
   }
  ],
  "KafkaResources#topicsWithPrefix": [
   {
    "name": "prefix",
    "type": "string"
   }
  ],
  "KafkaVersion.of": [
   {
    "name": "version",
    "type": "string"
   }
  ],
  "KerberosRealm.existing": [
   {
    "name": "props",
    "type": {
     "props": "ExistingRealmProps"
    }
   }
  ],
  "KerberosRealm.managed": [
   {
    "name": "props",
    "type": {
     "props": "ManagedRealmProps"
    }
   }
  ],
  "Listener.internal": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "InternalListenerProps"
    }
   }
  ],
  "Listener.published": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "PublishedListenerProps"
    }
   }
  ],
  "Metadata.kraft": [
   {
    "name": "props",
    "type": {
     "props": "KraftProps"
    },
    "optional": true
   }
  ],
  "Metadata.migration": [
   {
    "name": "props",
    "type": {
     "props": "MigrationProps"
    }
   }
  ],
  "Metadata.zooKeeper": [
   {
    "name": "props",
    "type": {
     "props": "ZooKeeperProps"
    },
    "optional": true
   }
  ],
  "Monitoring": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "id",
    "type": "string"
   },
   {
    "name": "props",
    "type": {
     "props": "MonitoringProps"
    }
   }
  ],
  "Principal.external": [
   {
    "name": "name",
    "type": "string"
   }
  ],
  "ProjectTools.forCluster": [
   {
    "name": "scope",
    "type": "object"
   },
   {
    "name": "name",
    "type": "string"
   }
  ],
  "QuotaEntity.clientId": [
   {
    "name": "id",
    "type": "string"
   }
  ],
  "QuotaEntity.user": [
   {
    "name": "principal",
    "type": {
     "props": "IPrincipal"
    }
   }
  ],
  "ServerImage.named": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "extras",
    "type": {
     "props": "ImageExtras"
    },
    "optional": true
   }
  ],
  "ServerImage.official": [
   {
    "name": "name",
    "type": "string"
   },
   {
    "name": "version",
    "type": "string"
   },
   {
    "name": "options",
    "type": {
     "props": "OfficialImageOptions"
    },
    "optional": true
   }
  ],
  "ServerImage.officialKafka": [
   {
    "name": "version",
    "type": {
     "instance": "KafkaVersion"
    }
   },
   {
    "name": "options",
    "type": {
     "props": "OfficialImageOptions"
    },
    "optional": true
   }
  ],
  "ServerImage.officialZooKeeper": [
   {
    "name": "version",
    "type": {
     "props": "__type"
    }
   },
   {
    "name": "options",
    "type": {
     "props": "OfficialImageOptions"
    },
    "optional": true
   }
  ],
  "Size.bytes": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Size.gibibytes": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Size.kibibytes": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "Size.mebibytes": [
   {
    "name": "amount",
    "type": "number"
   }
  ],
  "TokenIssuer.offline": [
   {
    "name": "props",
    "type": {
     "props": "OfflineIssuerProps"
    }
   }
  ],
  "TokenIssuer.online": [
   {
    "name": "props",
    "type": {
     "props": "OnlineIssuerProps"
    }
   }
  ],
  "Topic#grant": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   },
   {
    "name": "operations",
    "type": {
     "list": {
      "literals": [
       "All",
       "Alter",
       "AlterConfigs",
       "ClusterAction",
       "Create",
       "CreateTokens",
       "Delete",
       "Describe",
       "DescribeConfigs",
       "DescribeTokens",
       "IdempotentWrite",
       "Read",
       "Write"
      ]
     }
    }
   }
  ],
  "Topic#grantAdmin": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   }
  ],
  "Topic#grantConsume": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   },
   {
    "name": "options",
    "type": {
     "props": "GroupOf"
    }
   }
  ],
  "Topic#grantDescribe": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   }
  ],
  "Topic#grantProduce": [
   {
    "name": "grantee",
    "type": {
     "props": "IPrincipal"
    }
   }
  ],
  "UserLogin.certificate": [
   {
    "name": "props",
    "type": {
     "props": "CertificateLoginProps"
    },
    "optional": true
   }
  ],
  "UserLogin.kerberos": [
   {
    "name": "props",
    "type": {
     "props": "KerberosLoginProps"
    },
    "optional": true
   }
  ],
  "UserLogin.plain": [
   {
    "name": "props",
    "type": {
     "props": "PlainLoginProps"
    },
    "optional": true
   }
  ],
  "UserLogin.scram": [
   {
    "name": "props",
    "type": {
     "props": "ScramLoginProps"
    },
    "optional": true
   }
  ],
  "ZooKeeperVersion.of": [
   {
    "name": "version",
    "type": "string"
   }
  ]
 },
 "interfaces": {
  "AclRule": {
   "host": {
    "type": "string",
    "optional": true
   },
   "operation": {
    "type": {
     "literals": [
      "All",
      "Alter",
      "AlterConfigs",
      "ClusterAction",
      "Create",
      "CreateTokens",
      "Delete",
      "Describe",
      "DescribeConfigs",
      "DescribeTokens",
      "IdempotentWrite",
      "Read",
      "Write"
     ]
    }
   },
   "pattern": {
    "type": {
     "literals": [
      "Literal",
      "Prefixed"
     ]
    },
    "optional": true
   },
   "permission": {
    "type": {
     "literals": [
      "Allow",
      "Deny"
     ]
    },
    "optional": true
   },
   "principal": {
    "type": {
     "props": "IPrincipal"
    }
   },
   "resourceName": {
    "type": "string"
   },
   "resourceType": {
    "type": {
     "literals": [
      "Cluster",
      "DelegationToken",
      "Group",
      "Topic",
      "TransactionalID",
      "User"
     ]
    }
   }
  },
  "Advice": {
   "code": {
    "type": "string"
   },
   "remedy": {
    "type": "string"
   },
   "rule": {
    "type": "string"
   },
   "subject": {
    "type": "string"
   },
   "unwise": {
    "type": "boolean"
   },
   "value": {
    "type": {
     "anyOf": [
      "string",
      "number"
     ]
    },
    "optional": true
   }
  },
  "AuthorityCertificate": {
   "certificateDigest": {
    "type": "string"
   },
   "chain": {
    "type": "string"
   },
   "distinguishedName": {
    "type": "string"
   },
   "keyDigest": {
    "type": "string"
   }
  },
  "AuthorityVersion": {
   "former": {
    "type": {
     "literals": [
      "signs",
      "trusted"
     ]
    },
    "optional": true
   },
   "version": {
    "type": "number"
   }
  },
  "BrokerSettings": {
   "allowEveryoneWithoutAcl": {
    "type": "boolean",
    "optional": true
   },
   "autoCreateTopics": {
    "type": "boolean",
    "optional": true
   },
   "compression": {
    "type": {
     "literals": [
      "gzip",
      "lz4",
      "producer",
      "snappy",
      "uncompressed",
      "zstd"
     ]
    },
    "optional": true
   },
   "groupInitialRebalanceDelay": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "ioThreads": {
    "type": "number",
    "optional": true
   },
   "maxMessageSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "networkThreads": {
    "type": "number",
    "optional": true
   },
   "offsetsRetention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "partitions": {
    "type": "number",
    "optional": true
   },
   "replicaLagTimeMax": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retentionSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "segmentSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "transactionalIdExpiration": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   }
  },
  "CertificateLoginProps": {
   "certificateVersion": {
    "type": "number",
    "optional": true
   }
  },
  "ConsoleOptions": {
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "enabled": {
    "type": "boolean",
    "optional": true
   },
   "hostPort": {
    "type": "number",
    "optional": true
   },
   "kind": {
    "type": {
     "instance": "ConsoleKind"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   },
   "readOnly": {
    "type": "boolean",
    "optional": true
   },
   "records": {
    "type": "boolean",
    "optional": true
   },
   "user": {
    "type": "string",
    "optional": true
   }
  },
  "ConsoleProps": {
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "cluster": {
    "type": {
     "props": "IKafkaCluster"
    }
   },
   "enabled": {
    "type": "boolean",
    "optional": true
   },
   "hostPort": {
    "type": "number",
    "optional": true
   },
   "kind": {
    "type": {
     "instance": "ConsoleKind"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   },
   "readOnly": {
    "type": "boolean",
    "optional": true
   },
   "records": {
    "type": "boolean",
    "optional": true
   },
   "resources": {
    "type": {
     "instance": "KafkaResources"
    }
   },
   "user": {
    "type": "string",
    "optional": true
   }
  },
  "ExistingAuthorityProps": {
   "keystore": {
    "type": "string"
   },
   "passwordFile": {
    "type": "string"
   }
  },
  "ExistingRealmProps": {
   "kdcs": {
    "type": {
     "list": "string"
    }
   },
   "keytabs": {
    "type": "string"
   },
   "realm": {
    "type": "string"
   }
  },
  "GrafanaProps": {
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "hostPort": {
    "type": "number",
    "optional": true
   },
   "image": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   }
  },
  "GrantTarget": {
   "cluster": {
    "type": "boolean",
    "optional": true
   },
   "group": {
    "type": "string",
    "optional": true
   },
   "prefixed": {
    "type": "boolean",
    "optional": true
   },
   "prefixedTopic": {
    "type": "boolean",
    "optional": true
   },
   "topic": {
    "type": "string",
    "optional": true
   },
   "transactionalId": {
    "type": "string",
    "optional": true
   }
  },
  "GroupOf": {
   "group": {
    "type": "string",
    "optional": true
   },
   "groupPrefix": {
    "type": "string",
    "optional": true
   }
  },
  "HostProps": {
   "address": {
    "type": "string",
    "optional": true
   },
   "brokers": {
    "type": {
     "list": "number"
    },
    "optional": true
   },
   "metadataServers": {
    "type": {
     "list": "number"
    },
    "optional": true
   },
   "name": {
    "type": "string",
    "optional": true
   },
   "rack": {
    "type": "string",
    "optional": true
   }
  },
  "IExistingAuthority": {
   "advice": {
    "type": {
     "list": {
      "props": "Advice"
     }
    }
   },
   "certificate": {
    "type": {
     "props": "AuthorityCertificate"
    }
   },
   "keystore": {
    "type": "string"
   },
   "passwordFile": {
    "type": "string"
   },
   "violationsFor": {
    "type": "function"
   }
  },
  "IKafkaCluster": {
   "administratorServers": {
    "type": {
     "list": "string"
    }
   },
   "brokerCount": {
    "type": "number"
   },
   "certificateNames": {
    "type": {
     "list": "string"
    }
   },
   "name": {
    "type": "string"
   },
   "node": {
    "type": "object"
   },
   "replicationFactor": {
    "type": "number"
   },
   "reservedNames": {
    "type": {
     "list": "string"
    }
   },
   "scramMechanisms": {
    "type": {
     "list": {
      "literals": [
       "GSSAPI",
       "OAUTHBEARER",
       "PLAIN",
       "SCRAM-SHA-256",
       "SCRAM-SHA-512"
      ]
     }
    }
   },
   "version": {
    "type": "string"
   }
  },
  "IPrincipal": {
   "principal": {
    "type": "string"
   }
  },
  "ImageExtras": {
   "classDataArchive": {
    "type": "string",
    "optional": true
   },
   "metricsAgent": {
    "type": "string",
    "optional": true
   }
  },
  "InternalListenerProps": {
   "authentication": {
    "type": {
     "instance": "Authentication"
    }
   },
   "port": {
    "type": "number"
   }
  },
  "KafkaBaseProps": {
   "cluster": {
    "type": {
     "props": "IKafkaCluster"
    }
   },
   "data": {
    "type": {
     "literals": [
      "destroy",
      "retain"
     ]
    },
    "optional": true
   },
   "handover": {
    "type": "string",
    "optional": true
   },
   "onIssued": {
    "type": "string",
    "optional": true
   }
  },
  "KafkaClusterAttributes": {
   "bootstrapServers": {
    "type": {
     "list": "string"
    }
   },
   "brokerCount": {
    "type": "number"
   },
   "name": {
    "type": "string"
   },
   "replicationFactor": {
    "type": "number",
    "optional": true
   },
   "scramMechanisms": {
    "type": {
     "list": {
      "literals": [
       "SCRAM-SHA-256",
       "SCRAM-SHA-512"
      ]
     }
    },
    "optional": true
   },
   "version": {
    "type": {
     "instance": "KafkaVersion"
    },
    "optional": true
   }
  },
  "KafkaClusterAuthorities": {
   "clients": {
    "type": {
     "props": "IExistingAuthority"
    },
    "optional": true
   },
   "servers": {
    "type": {
     "props": "IExistingAuthority"
    },
    "optional": true
   }
  },
  "KafkaClusterAuthorityVersions": {
   "clients": {
    "type": {
     "props": "AuthorityVersion"
    },
    "optional": true
   },
   "servers": {
    "type": {
     "props": "AuthorityVersion"
    },
    "optional": true
   }
  },
  "KafkaClusterImages": {
   "kafka": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "kerberos": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "metadata": {
    "type": {
     "map": {
      "instance": "ServerImage"
     },
     "keys": "string"
    },
    "optional": true
   },
   "origin": {
    "type": "string",
    "optional": true
   },
   "zookeeper": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   }
  },
  "KafkaClusterProps": {
   "allow": {
    "type": {
     "list": {
      "literals": [
       "BrokerPropertyOwned",
       "ConsoleExposed",
       "EveryoneAllowed",
       "ImageVersionDiffers",
       "ListenerOpen",
       "MinInsyncReplicasEqualsFactor",
       "MonitoringExposed",
       "PlainWithoutTls",
       "TokenWithoutTls",
       "UserNameReused"
      ]
     }
    },
    "optional": true
   },
   "authorities": {
    "type": {
     "props": "KafkaClusterAuthorities"
    },
    "optional": true
   },
   "authorityValidity": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "authorityVersions": {
    "type": {
     "props": "KafkaClusterAuthorityVersions"
    },
    "optional": true
   },
   "brokerIds": {
    "type": {
     "list": "number"
    },
    "optional": true
   },
   "brokerProperties": {
    "type": {
     "map": {
      "anyOf": [
       "boolean",
       "string",
       "number",
       "bigint"
      ]
     },
     "keys": "string"
    },
    "optional": true
   },
   "brokerSessionTimeout": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "brokers": {
    "type": {
     "anyOf": [
      "number",
      {
       "list": "number"
      }
     ]
    },
    "optional": true
   },
   "certificateUsers": {
    "type": {
     "list": "string"
    },
    "optional": true
   },
   "certificateValidity": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "certificateVersion": {
    "type": "number",
    "optional": true
   },
   "cpus": {
    "type": "number",
    "optional": true
   },
   "driftIgnore": {
    "type": {
     "list": {
      "instance": "DriftIgnore"
     }
    },
    "optional": true
   },
   "encryptNetworks": {
    "type": "boolean",
    "optional": true
   },
   "engine": {
    "type": "string",
    "optional": true
   },
   "gate": {
    "type": "string",
    "optional": true
   },
   "heap": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "hosts": {
    "type": {
     "list": {
      "instance": "Host"
     }
    },
    "optional": true
   },
   "images": {
    "type": {
     "props": "KafkaClusterImages"
    },
    "optional": true
   },
   "internalTopicPartitions": {
    "type": "number",
    "optional": true
   },
   "kerberosUsers": {
    "type": {
     "list": {
      "anyOf": [
       "string",
       {
        "props": "KerberosUserProps"
       }
      ]
     }
    },
    "optional": true
   },
   "labels": {
    "type": {
     "map": "string",
     "keys": "string"
    },
    "optional": true
   },
   "listeners": {
    "type": {
     "list": {
      "instance": "Listener"
     }
    }
   },
   "logs": {
    "type": {
     "instance": "ContainerLogs"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "metadata": {
    "type": {
     "instance": "Metadata"
    },
    "optional": true
   },
   "metrics": {
    "type": "boolean",
    "optional": true
   },
   "minInsyncReplicas": {
    "type": "number",
    "optional": true
   },
   "moveThrottle": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "name": {
    "type": "string"
   },
   "plainUsers": {
    "type": {
     "list": {
      "anyOf": [
       "string",
       {
        "props": "PlainUserProps"
       }
      ]
     }
    },
    "optional": true
   },
   "racks": {
    "type": {
     "map": "string",
     "keys": "number"
    },
    "optional": true
   },
   "reload": {
    "type": "string",
    "optional": true
   },
   "renewBefore": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "replicationFactor": {
    "type": "number",
    "optional": true
   },
   "restart": {
    "type": {
     "literals": [
      "always",
      "no",
      "on-failure",
      "unless-stopped"
     ]
    },
    "optional": true
   },
   "settings": {
    "type": {
     "props": "BrokerSettings"
    },
    "optional": true
   },
   "startTimeout": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "version": {
    "type": {
     "instance": "KafkaVersion"
    },
    "optional": true
   },
   "zookeeperSessionTimeout": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   }
  },
  "KafkaPlatformProps": {
   "allow": {
    "type": {
     "list": {
      "literals": [
       "BrokerPropertyOwned",
       "ConsoleExposed",
       "EveryoneAllowed",
       "ImageVersionDiffers",
       "ListenerOpen",
       "MinInsyncReplicasEqualsFactor",
       "MonitoringExposed",
       "PlainWithoutTls",
       "TokenWithoutTls",
       "UserNameReused"
      ]
     }
    },
    "optional": true
   },
   "authorities": {
    "type": {
     "props": "KafkaClusterAuthorities"
    },
    "optional": true
   },
   "authorityValidity": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "authorityVersions": {
    "type": {
     "props": "KafkaClusterAuthorityVersions"
    },
    "optional": true
   },
   "brokerIds": {
    "type": {
     "list": "number"
    },
    "optional": true
   },
   "brokerProperties": {
    "type": {
     "map": {
      "anyOf": [
       "boolean",
       "string",
       "number",
       "bigint"
      ]
     },
     "keys": "string"
    },
    "optional": true
   },
   "brokerSessionTimeout": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "brokers": {
    "type": {
     "anyOf": [
      "number",
      {
       "list": "number"
      }
     ]
    },
    "optional": true
   },
   "certificateValidity": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "certificateVersion": {
    "type": "number",
    "optional": true
   },
   "console": {
    "type": {
     "props": "ConsoleOptions"
    },
    "optional": true
   },
   "cpus": {
    "type": "number",
    "optional": true
   },
   "data": {
    "type": {
     "literals": [
      "destroy",
      "retain"
     ]
    },
    "optional": true
   },
   "driftIgnore": {
    "type": {
     "list": {
      "instance": "DriftIgnore"
     }
    },
    "optional": true
   },
   "encryptNetworks": {
    "type": "boolean",
    "optional": true
   },
   "engine": {
    "type": "string",
    "optional": true
   },
   "heap": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "hosts": {
    "type": {
     "list": {
      "instance": "Host"
     }
    },
    "optional": true
   },
   "images": {
    "type": {
     "props": "KafkaClusterImages"
    },
    "optional": true
   },
   "internalTopicPartitions": {
    "type": "number",
    "optional": true
   },
   "labels": {
    "type": {
     "map": "string",
     "keys": "string"
    },
    "optional": true
   },
   "listeners": {
    "type": {
     "list": {
      "instance": "Listener"
     }
    },
    "optional": true
   },
   "logs": {
    "type": {
     "instance": "ContainerLogs"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "metadata": {
    "type": {
     "instance": "Metadata"
    },
    "optional": true
   },
   "metrics": {
    "type": "boolean",
    "optional": true
   },
   "minInsyncReplicas": {
    "type": "number",
    "optional": true
   },
   "monitoring": {
    "type": {
     "props": "PlatformMonitoringProps"
    },
    "optional": true
   },
   "moveThrottle": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "mtlsPort": {
    "type": "number",
    "optional": true
   },
   "racks": {
    "type": {
     "map": "string",
     "keys": "number"
    },
    "optional": true
   },
   "renewBefore": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "replicationFactor": {
    "type": "number",
    "optional": true
   },
   "restart": {
    "type": {
     "literals": [
      "always",
      "no",
      "on-failure",
      "unless-stopped"
     ]
    },
    "optional": true
   },
   "scramPort": {
    "type": "number",
    "optional": true
   },
   "settings": {
    "type": {
     "props": "BrokerSettings"
    },
    "optional": true
   },
   "startTimeout": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "state": {
    "type": "string",
    "optional": true
   },
   "version": {
    "type": {
     "instance": "KafkaVersion"
    },
    "optional": true
   }
  },
  "KafkaResourcesProps": {
   "administratorFolder": {
    "type": "string",
    "optional": true
   },
   "cluster": {
    "type": {
     "props": "IKafkaCluster"
    }
   },
   "importExisting": {
    "type": "boolean",
    "optional": true
   }
  },
  "KerberosLoginProps": {
   "keyVersion": {
    "type": "number",
    "optional": true
   }
  },
  "KerberosUserProps": {
   "keyVersion": {
    "type": "number",
    "optional": true
   },
   "name": {
    "type": "string"
   }
  },
  "KraftProps": {
   "combined": {
    "type": "boolean",
    "optional": true
   },
   "controllers": {
    "type": "number",
    "optional": true
   },
   "features": {
    "type": {
     "instance": "KafkaVersion"
    },
    "optional": true
   },
   "heap": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "image": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "quorum": {
    "type": {
     "literals": [
      "dynamic",
      "static"
     ]
    },
    "optional": true
   }
  },
  "ManagedRealmProps": {
   "advertisedHost": {
    "type": "string",
    "optional": true
   },
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "hostPort": {
    "type": "number"
   },
   "keyVersion": {
    "type": "number",
    "optional": true
   },
   "realm": {
    "type": "string"
   }
  },
  "MigrationProps": {
   "from": {
    "type": {
     "instance": "Metadata"
    }
   },
   "phase": {
    "type": {
     "literals": [
      "dualWrite",
      "finalize",
      "migrate",
      "provision",
      "retire",
      "withdraw"
     ]
    }
   },
   "to": {
    "type": {
     "instance": "Metadata"
    }
   }
  },
  "MonitoringImages": {
   "exporter": {
    "type": {
     "instance": "ServerImage"
    }
   },
   "nodeExporter": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "prometheus": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   }
  },
  "MonitoringProps": {
   "alertAfter": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "cluster": {
    "type": {
     "props": "IKafkaCluster"
    }
   },
   "grafana": {
    "type": {
     "props": "GrafanaProps"
    },
    "optional": true
   },
   "hostPort": {
    "type": "number",
    "optional": true
   },
   "images": {
    "type": {
     "props": "MonitoringImages"
    }
   },
   "interval": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "resources": {
    "type": {
     "instance": "KafkaResources"
    }
   },
   "retention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retentionSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "runbooks": {
    "type": "string",
    "optional": true
   },
   "user": {
    "type": "string",
    "optional": true
   }
  },
  "OfficialImageOptions": {
   "digest": {
    "type": "string",
    "optional": true
   }
  },
  "OfflineIssuerProps": {
   "audiences": {
    "type": {
     "list": "string"
    },
    "optional": true
   },
   "authority": {
    "type": "string",
    "optional": true
   },
   "issuer": {
    "type": "string",
    "optional": true
   },
   "jwks": {
    "type": "string"
   },
   "principalClaim": {
    "type": "string",
    "optional": true
   },
   "scope": {
    "type": "string",
    "optional": true
   },
   "tokenUrl": {
    "type": "string",
    "optional": true
   }
  },
  "OneWayTlsProps": {
   "certificates": {
    "type": {
     "literals": [
      "none",
      "requested"
     ]
    },
    "optional": true
   }
  },
  "OnlineIssuerProps": {
   "audiences": {
    "type": {
     "list": "string"
    },
    "optional": true
   },
   "authority": {
    "type": "string",
    "optional": true
   },
   "issuer": {
    "type": "string",
    "optional": true
   },
   "jwksUrl": {
    "type": "string"
   },
   "principalClaim": {
    "type": "string",
    "optional": true
   },
   "scope": {
    "type": "string",
    "optional": true
   },
   "tokenUrl": {
    "type": "string",
    "optional": true
   }
  },
  "PlainLoginProps": {
   "passwordFile": {
    "type": "string",
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   }
  },
  "PlainUserProps": {
   "name": {
    "type": "string"
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   }
  },
  "PlatformMonitoringProps": {
   "alertAfter": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "enabled": {
    "type": "boolean",
    "optional": true
   },
   "grafana": {
    "type": {
     "props": "GrafanaProps"
    },
    "optional": true
   },
   "hostPort": {
    "type": "number",
    "optional": true
   },
   "images": {
    "type": {
     "props": "MonitoringImages"
    },
    "optional": true
   },
   "interval": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retentionSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "runbooks": {
    "type": "string",
    "optional": true
   },
   "user": {
    "type": "string",
    "optional": true
   }
  },
  "PublishedListenerProps": {
   "advertisedHost": {
    "type": "string",
    "optional": true
   },
   "authentication": {
    "type": {
     "instance": "Authentication"
    }
   },
   "bindAddress": {
    "type": "string",
    "optional": true
   },
   "firstHostPort": {
    "type": "number"
   },
   "hostPorts": {
    "type": {
     "map": "number",
     "keys": "number"
    },
    "optional": true
   }
  },
  "QuotaProps": {
   "consumePerSecond": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "producePerSecond": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "requestPercentage": {
    "type": "number",
    "optional": true
   }
  },
  "RotatedLogsProps": {
   "maxFiles": {
    "type": "number",
    "optional": true
   },
   "maxSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   }
  },
  "ScramLoginProps": {
   "iterations": {
    "type": "number",
    "optional": true
   },
   "keepFormerPassword": {
    "type": "boolean",
    "optional": true
   },
   "mechanisms": {
    "type": {
     "list": {
      "literals": [
       "SCRAM-SHA-256",
       "SCRAM-SHA-512"
      ]
     }
    },
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   }
  },
  "TopicProps": {
   "allow": {
    "type": {
     "list": {
      "literals": [
       "MinInsyncReplicasEqualsFactor",
       "MinInsyncReplicasLow",
       "SingleReplica",
       "TopicConfigUnknown",
       "TopicElectionUnclean"
      ]
     }
    },
    "optional": true
   },
   "cleanupPolicy": {
    "type": {
     "literals": [
      "compact",
      "compact,delete",
      "delete"
     ]
    },
    "optional": true
   },
   "compression": {
    "type": {
     "literals": [
      "gzip",
      "lz4",
      "producer",
      "snappy",
      "uncompressed",
      "zstd"
     ]
    },
    "optional": true
   },
   "config": {
    "type": {
     "map": {
      "anyOf": [
       "boolean",
       "string",
       "number",
       "bigint"
      ]
     },
     "keys": "string"
    },
    "optional": true
   },
   "data": {
    "type": {
     "literals": [
      "destroy",
      "retain"
     ]
    },
    "optional": true
   },
   "deleteRetention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "inheritMinInsyncReplicas": {
    "type": "boolean",
    "optional": true
   },
   "maxMessageSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "minCompactionLag": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "minInsyncReplicas": {
    "type": "number",
    "optional": true
   },
   "movedFrom": {
    "type": "string",
    "optional": true
   },
   "partitions": {
    "type": "number"
   },
   "replicationFactor": {
    "type": "number",
    "optional": true
   },
   "retention": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "retentionSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "segmentAge": {
    "type": {
     "instance": "Duration"
    },
    "optional": true
   },
   "segmentSize": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "timestampType": {
    "type": {
     "literals": [
      "CreateTime",
      "LogAppendTime"
     ]
    },
    "optional": true
   }
  },
  "UserProps": {
   "iterations": {
    "type": "number",
    "optional": true
   },
   "login": {
    "type": {
     "instance": "UserLogin"
    },
    "optional": true
   },
   "passwordVersion": {
    "type": "number",
    "optional": true
   },
   "quota": {
    "type": {
     "props": "QuotaProps"
    },
    "optional": true
   }
  },
  "Violation": {
   "code": {
    "type": "string"
   },
   "remedy": {
    "type": "string"
   },
   "rule": {
    "type": "string"
   },
   "subject": {
    "type": "string"
   },
   "value": {
    "type": {
     "anyOf": [
      "string",
      "number"
     ]
    },
    "optional": true
   }
  },
  "ZooKeeperProps": {
   "heap": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "image": {
    "type": {
     "instance": "ServerImage"
    },
    "optional": true
   },
   "memory": {
    "type": {
     "instance": "Size"
    },
    "optional": true
   },
   "nodes": {
    "type": "number",
    "optional": true
   },
   "version": {
    "type": {
     "instance": "ZooKeeperVersion"
    },
    "optional": true
   }
  },
  "__type": {
   "version": {
    "type": "string"
   }
  }
 }
} as const satisfies Signatures;
